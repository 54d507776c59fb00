import fc from 'fast-check';
import { minute, plus } from '#shared/domain/instant.ts';
import type { MessageContent, MessageType } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type { AgentName, CommitResult, TurnCommit } from '#shared/ports/actor-store.ts';
import type { EffectCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import type { Side } from './side.ts';
import { type KnownMessage, learnClaims, nameClaims, type World } from './world.ts';

const seldom = fc.nat(9).map((n) => n === 9);

const templateOf = (text: string) => ({
  kind: 'template' as const,
  template: 'news',
  language: 'es' as const,
  variables: { 1: text },
  text,
});
const contents = {
  text: (text: string): MessageContent => ({ kind: 'text', text }),
  media: (text: string): MessageContent => ({
    kind: 'text',
    text,
    mediaUrl: 'https://travel.example.com/1.pdf',
  }),
  template: (text: string): MessageContent => templateOf(text),
  outside: (text: string): MessageContent => ({
    kind: 'text',
    text,
    outsideWindow: templateOf(text),
  }),
};
/** A message that a turn decides on; few variants, so that keys repeat. */
export const message = fc.record({
  type: fc.constantFrom<MessageType[]>(
    'delayed',
    'gate_change',
    'cancelled',
    'trip_changed',
    'trip_cancelled',
    'landing',
    '24h_reminder',
    'itinerary_ready',
  ),
  episode: fc.integer({ min: 1, max: 2 }),
  dueIn: fc.constantFrom(0, 0, 0, minute, 10 * minute),
  expiresIn: fc.constantFrom(null, null, 5 * minute, 60 * minute),
  content: fc.constantFrom(
    'text' as const,
    'media' as const,
    'template' as const,
    'outside' as const,
  ),
  evenIfOptedOut: seldom,
});
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

/** The effect of a message. Its text is its key, so that a claim can be named by it. */
export const effectOf = (
  { type, episode, dueIn, expiresIn, content, evenIfOptedOut }: Message,
  subject: { readonly name: string; readonly tripId: string | null },
  numbers: { readonly from: string; readonly to: string },
  now: string,
): EffectCommand => {
  const key = `${subject.name} ${type} ${episode}`;
  return {
    key,
    tripId: subject.tripId,
    type,
    episode,
    ...numbers,
    content: contents[content](key),
    told: { leg: episode },
    critical: messageTypes[type].critical,
    dueAt: plus(now, dueIn),
    expiresAt: expiresIn === null ? null : plus(now, expiresIn),
    evenIfOptedOut,
  };
};

/** A timer to set for now or soon, or to clear. */
export const timer = <K extends TimerKind>(...kinds: readonly K[]) =>
  fc.record({ kind: fc.constantFrom(...kinds), dueIn: fc.constantFrom(null, 0, 5 * minute) });
/** The command of a timer. */
export const timerCommand = (
  { kind, dueIn }: { readonly kind: TimerKind; readonly dueIn: number | null },
  now: string,
): TimerCommand => ({ kind, due: dueIn === null ? null : plus(now, dueIn) });

/** A turn of an actor in one store, with its messages. */
export interface Turn {
  readonly result: CommitResult;
  readonly effects: readonly EffectCommand[];
  /** Ids of the waiting messages by key; claimed ones are named by their text. */
  readonly waiting: ReadonlyMap<string, string>;
}

/** Commits a turn and finds the ids of its messages. */
export const commitTurn = async (side: Side, turn: TurnCommit): Promise<Turn> => {
  const result = await side.subject.store.commit(turn);
  const waiting = new Map<string, string>();
  if (turn.agencyId !== null && result.kind === 'committed')
    for (const { key } of turn.effects) {
      const [effect] = await side.subject.store.waitingEffects({
        agencyId: turn.agencyId,
        keys: [key],
      });
      if (effect) waiting.set(key, effect.id);
    }
  return { result, effects: turn.effects, waiting };
};

/** Names the messages of a turn by their keys. */
export const nameMessages = (side: Side, { result, waiting }: Turn): void => {
  for (const [key, id] of waiting) side.name(id, key);
  if (result.kind === 'committed') nameClaims(side, result.claimed);
};

/** The name of an actor in the world. */
export const actorKey = (agent: AgentName, actor: string): string => `${agent} ${actor}`;

/** Records in the world what a turn did. */
export const learnTurn = (
  world: World,
  { result, effects }: Turn,
  actor: string,
  eventId: string,
  agency: KnownMessage['agency'] | null,
): void => {
  if (result.kind !== 'committed') return;
  world.versions.set(actor, result.version);
  world.lastEvents.set(actor, eventId);
  for (const { kind, generation } of result.timers)
    world.generations.set(`${actor} ${kind}`, generation);
  if (!agency) return;
  for (const { key } of effects)
    if (!world.messages.some((known) => known.key === key)) world.messages.push({ key, agency });
  learnClaims(world, result.claimed);
};

/** The id of the event for the actor: the one that it took last, or a new one. */
export const eventIdOf = (world: World, actor: string, by: string): string =>
  (by === 'again' ? world.lastEvents.get(actor) : undefined) ?? world.newId('event');

/** What is compared of a turn. */
export const readTurn = (side: Side, { result }: Turn): unknown => side.read(result);
