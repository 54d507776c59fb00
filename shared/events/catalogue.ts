import type { z } from 'zod';
import { connectionEvents } from './connections.ts';
import type { Envelope, EventDefinition, Party, Subscriber } from './envelope.ts';
import { flightEvents } from './flights.ts';
import { importEvents } from './imports.ts';
import { incidentEvents } from './incidents.ts';
import { itineraryEvents } from './itineraries.ts';
import { journeyEvents } from './journeys.ts';
import { messageEvents } from './messages.ts';
import { type TimerKind, timerEvents, timerKinds } from './timers.ts';
import { tripEvents } from './trips.ts';

/** Every event; docs/events.md and the JSON Schemas are generated from this list, in its order. */
export const catalogue = [
  ...tripEvents,
  ...journeyEvents,
  ...flightEvents,
  ...connectionEvents,
  ...messageEvents,
  ...itineraryEvents,
  ...incidentEvents,
  ...importEvents,
  ...timerEvents,
] as const;

type Definition = (typeof catalogue)[number];
/** The name of an event, which is its `type` on the wire. */
export type EventName = Definition['name'];
/** The event of a name, envelope included. */
export type EventOf<N extends EventName> =
  Extract<Definition, { readonly name: N }> extends EventDefinition<N, infer D>
    ? Envelope<N, z.output<D>>
    : never;
/** Names of the events that the party may publish. */
export type ProducedBy<P extends Party> = {
  [D in Definition as D['name']]: P extends D['producers'][number] ? D['name'] : never;
}[EventName];
/** Names of the events that the subscriber receives, those of its timers included. */
export type ReceivedBy<S extends Subscriber> = {
  [D in Definition as D['name']]: S extends D['subscribers'][number] ? D['name'] : never;
}[EventName];
/** Kinds of the timers that wake the subscriber. */
export type TimerOf<S extends Subscriber> = Extract<ReceivedBy<S>, TimerKind>;
/** Any event that the subscriber receives. */
export type EventFor<S extends Subscriber> = Extract<AnyEvent, { readonly type: ReceivedBy<S> }>;
/** Any event of the catalogue, discriminated by `type`. */
export type AnyEvent = { [N in EventName]: EventOf<N> }[EventName];
/** Any event that a timer fires. */
export type TimerEvent = { [K in TimerKind]: EventOf<K> }[TimerKind];
/** A command: an event that the subscriber publishes to itself, to run a step (ADR 19). */
export type CommandFor<S extends Subscriber> = EventFor<S> &
  Extract<AnyEvent, { readonly type: ProducedBy<S> }>;
/** Any event that the subscriber receives from others. */
export type NewsFor<S extends Subscriber> = EventFor<S> &
  Extract<AnyEvent, { readonly type: Exclude<EventName, ProducedBy<S>> }>;
/** Whether an event was fired by a timer: its data is `TimerData`. */
export const isTimerEvent = (event: AnyEvent): event is TimerEvent =>
  timerKinds.some((kind) => kind === event.type);

const byName: ReadonlyMap<string, EventDefinition> = new Map(
  catalogue.map((definition) => [definition.name, definition as unknown as EventDefinition]),
);

/** The definition of an event by its name, or undefined. */
export const definitionOf = (name: string): EventDefinition | undefined => byName.get(name);

/** Whether the subscriber receives the event, by the catalogue. */
export const isEventFor = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is EventFor<S> => byName.get(event.type)?.subscribers.includes(subscriber) ?? false;

const isProducedBy = (event: AnyEvent, party: Party): boolean =>
  byName.get(event.type)?.producers.includes(party) ?? false;

/** Whether the event is a command that the subscriber has given itself. */
export const isCommandFor = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is CommandFor<S> => isEventFor(event, subscriber) && isProducedBy(event, subscriber);

/** Whether the subscriber receives the event from somebody else. */
export const isNewsFor = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is NewsFor<S> => isEventFor(event, subscriber) && !isProducedBy(event, subscriber);

/**
 * Parses an event from the wire. Called once per hop, where the event enters the process; all
 * code that takes an `AnyEvent` trusts it.
 * @throws Error for an unknown type or version; ZodError where the data does not fit the schema.
 */
export const parseEvent = (raw: unknown): AnyEvent => {
  const type: unknown = Reflect.get(Object(raw), 'type');
  const version: unknown = Reflect.get(Object(raw), 'version');
  if (typeof type !== 'string' || typeof version !== 'number')
    throw new Error('not an event: it names no type and version');
  const definition = byName.get(type);
  if (!definition || definition.version !== version)
    throw new Error(`unknown event ${type}.v${version}`);
  return definition.schema.parse(raw) as AnyEvent;
};
