import type { z } from 'zod';
import type { Envelope, EventDefinition, Party, Subscriber } from './envelope.ts';
import { flightEvents } from './flights.ts';
import { itineraryEvents } from './itineraries.ts';
import { messageEvents } from './messages.ts';
import { type TimerKind, timerEvents, timerKinds } from './timers.ts';
import { tripEvents } from './trips.ts';

/** Every event there is; docs/events.md and the JSON Schemas are generated from this list. */
export const catalogue = [
  ...tripEvents,
  ...flightEvents,
  ...messageEvents,
  ...itineraryEvents,
  ...timerEvents,
] as const;

type Definition = (typeof catalogue)[number];
export type EventName = Definition['name'];
export type EventOf<N extends EventName> =
  Extract<Definition, { readonly name: N }> extends EventDefinition<N, infer D>
    ? Envelope<N, z.output<D>>
    : never;
/** Names of the events that the party may say. */
export type ProducedBy<P extends Party> = {
  [D in Definition as D['name']]: P extends D['producers'][number] ? D['name'] : never;
}[EventName];
/** Names of the events that the subscriber hears, its timers' among them. */
export type HeardBy<S extends Subscriber> = {
  [D in Definition as D['name']]: S extends D['subscribers'][number] ? D['name'] : never;
}[EventName];
/** Kinds of the timers that wake the subscriber. */
export type TimerOf<S extends Subscriber> = Extract<HeardBy<S>, TimerKind>;
/** Any event that the subscriber hears. */
export type EventFor<S extends Subscriber> = Extract<AnyEvent, { readonly type: HeardBy<S> }>;
/** Any event of the catalogue, told apart by `type`. */
export type AnyEvent = { [N in EventName]: EventOf<N> }[EventName];
/** Any event that a timer fires. */
export type TimerEvent = { [K in TimerKind]: EventOf<K> }[TimerKind];
/** A command: what the subscriber says is for itself to hear, a step of its own to do (ADR 19). */
export type CommandFor<S extends Subscriber> = EventFor<S> &
  Extract<AnyEvent, { readonly type: ProducedBy<S> }>;
/** What the subscriber hears from others. */
export type NewsFor<S extends Subscriber> = EventFor<S> &
  Extract<AnyEvent, { readonly type: Exclude<EventName, ProducedBy<S>> }>;
/** Whether an event was fired by a timer: its data is `TimerData`. */
export const isTimerEvent = (event: AnyEvent): event is TimerEvent =>
  timerKinds.some((kind) => kind === event.type);

const byName: ReadonlyMap<string, EventDefinition> = new Map(
  catalogue.map((d) => [d.name, d as unknown as EventDefinition]),
);

/** The definition of an event by its name, or undefined. */
export const definitionOf = (name: string): EventDefinition | undefined => byName.get(name);

/** Whether the catalogue names the subscriber as one who hears the event. */
export const isHeardBy = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is EventFor<S> => byName.get(event.type)?.subscribers.includes(subscriber) ?? false;

const isProducedBy = (event: AnyEvent, party: Party): boolean =>
  byName.get(event.type)?.producers.includes(party) ?? false;

/** Whether the subscriber has given itself this command. */
export const isCommandOf = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is CommandFor<S> => isHeardBy(event, subscriber) && isProducedBy(event, subscriber);

/** Whether the subscriber hears the event from somebody else. */
export const isNewsFor = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is NewsFor<S> => isHeardBy(event, subscriber) && !isProducedBy(event, subscriber);

/**
 * Reads an event off the wire: done once on each hop, where it enters the process; what holds an
 * `AnyEvent` trusts it.
 * @throws Error where its type or version is unknown, ZodError where it does not fit its schema.
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
