import type { AgencySeed } from '#shared/domain/agency.ts';
import type { FlightKey } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { MessageContent } from '#shared/domain/message.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import { aMoment } from '../builders.ts';
import type { Side } from './side.ts';

/** A trip by its name, with what commands about it need to say. */
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

/** A right to send that both stores gave out. */
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

/** What commands may refer to: what both stores have answered so far, in names. */
export class World {
  now: Instant = aMoment;
  readonly agencies: readonly [AgencySeed, AgencySeed];
  readonly trips: KnownTrip[] = [];
  readonly messages: KnownMessage[] = [];
  readonly claims: KnownClaim[] = [];
  /** Messages that were tried: of others a provider knows nothing. */
  readonly tried: KnownMessage[] = [];
  readonly conversations: KnownConversation[] = [];
  readonly places: KnownPlace[] = [];
  /** Of each actor. */
  readonly versions = new Map<string, number>();
  /** Of each actor and kind of timer. */
  readonly generations = new Map<string, number>();
  /** Of each message, oldest first. */
  readonly providerIds = new Map<string, readonly string[]>();
  /** Of each trip, how many versions. */
  readonly itineraries = new Map<string, number>();
  /** Of each message of a traveller or a person, in each conversation. */
  readonly words = new Map<string, readonly string[]>();
  /** The event that each actor took last. */
  readonly lastEvents = new Map<string, string>();
  /** How many steps were begun. */
  steps = 0;

  constructor(agencies: readonly [AgencySeed, AgencySeed]) {
    this.agencies = agencies;
  }

  /** An id of this very step. */
  newId(kind: 'event' | 'message'): string {
    const first = kind === 'event' ? '0000e000' : '0000b000';
    return `${first}-0000-4000-8000-${String(this.steps).padStart(12, '0')}`;
  }

  /** The other tenant. */
  notOf(agency: AgencySeed): AgencySeed {
    return this.agencies[0] === agency ? this.agencies[1] : this.agencies[0];
  }
}

/** Takes an item by any number, so that a shrunk number still means something. */
export const pick = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};

/** Names messages by what was claimed of them: their words are their keys. */
export const nameClaims = (side: Side, claimed: readonly ClaimedEffect[]): void => {
  for (const { id, content } of claimed) side.name(id, content.text);
};

/** Makes claims known to the steps after them. */
export const learnClaims = (world: World, claimed: readonly ClaimedEffect[]): void => {
  for (const { content, fence, mode } of claimed) {
    const key = content.text;
    const agency = world.messages.find((known) => known.key === key)?.agency;
    if (!agency) continue;
    world.claims.push({ key, agency, fence, mode, content });
    if (!world.tried.some((known) => known.key === key)) world.tried.push({ key, agency });
  }
};
