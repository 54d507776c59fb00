import type { AgencySeed } from '#shared/domain/agency.ts';
import type { FlightKey } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { MessageContent } from '#shared/domain/message.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import { aMoment } from '../builders.ts';
import type { Side } from './side.ts';

/** A trip by its name, with what commands about it need. */
export interface KnownTrip {
  readonly name: string;
  readonly agency: AgencySeed;
  readonly whatsapp: string;
  readonly flightKey: FlightKey;
  readonly revision: number;
}

/** A message by its key. */
export interface KnownMessage {
  readonly key: string;
  readonly agency: AgencySeed;
}

/** A claim that both stores granted. */
export interface KnownClaim extends KnownMessage {
  readonly fence: number;
  readonly mode: ClaimedEffect['mode'];
  readonly content: MessageContent;
}

/** A conversation by its name. */
export interface KnownConversation {
  readonly name: string;
  readonly agency: AgencySeed;
  readonly sender: string;
  readonly phone: string;
}

/** A place by its name. */
export interface KnownPlace {
  readonly name: string;
  readonly agency: AgencySeed;
}

/** What commands may refer to: what both stores hold so far, by names. */
export class World {
  now: Instant = aMoment;
  readonly agencies: readonly [AgencySeed, AgencySeed];
  readonly trips: KnownTrip[] = [];
  readonly messages: KnownMessage[] = [];
  readonly claims: KnownClaim[] = [];
  /** Messages that were tried; a provider reports on no others. */
  readonly tried: KnownMessage[] = [];
  readonly conversations: KnownConversation[] = [];
  readonly places: KnownPlace[] = [];
  /** Version by actor. */
  readonly versions = new Map<string, number>();
  /** Generation by actor and kind of timer. */
  readonly generations = new Map<string, number>();
  /** Provider ids by message, oldest first. */
  readonly providerIds = new Map<string, readonly string[]>();
  /** Number of itinerary versions by trip. */
  readonly itineraries = new Map<string, number>();
  /** Ids of the messages of travellers and persons, by conversation. */
  readonly words = new Map<string, readonly string[]>();
  /** Id of the event taken last, by actor. */
  readonly lastEvents = new Map<string, string>();
  /** Number of steps begun. */
  steps = 0;

  constructor(agencies: readonly [AgencySeed, AgencySeed]) {
    this.agencies = agencies;
  }

  /** An id for the present step; the same at each call within it. */
  newId(kind: 'event' | 'message'): string {
    const first = kind === 'event' ? '0000e000' : '0000b000';
    return `${first}-0000-4000-8000-${String(this.steps).padStart(12, '0')}`;
  }

  /** The other tenant. */
  otherThan(agency: AgencySeed): AgencySeed {
    return this.agencies[0] === agency ? this.agencies[1] : this.agencies[0];
  }
}

/** Picks an item by any number, so that a shrunk number stays valid. */
export const pick = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};

/** Names claimed messages by their text, which is their key. */
export const nameClaims = (side: Side, claimed: readonly ClaimedEffect[]): void => {
  for (const { id, content } of claimed) side.name(id, content.text);
};

/** Records claims in the world. */
export const learnClaims = (world: World, claimed: readonly ClaimedEffect[]): void => {
  for (const { content, fence, mode } of claimed) {
    const key = content.text;
    const agency = world.messages.find((known) => known.key === key)?.agency;
    if (!agency) continue;
    world.claims.push({ key, agency, fence, mode, content });
    if (!world.tried.some((known) => known.key === key)) world.tried.push({ key, agency });
  }
};
