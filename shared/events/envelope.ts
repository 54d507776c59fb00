import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/** Who may publish or receive an event; `outside` is any other system of the agency. */
export type Party =
  | 'api'
  | 'flight-tracker'
  | 'notifications'
  | 'itinerary'
  | 'concierge'
  | 'connections'
  | 'duty-desk'
  | 'kernel'
  | 'timers'
  | 'outside';
/** Who may receive an event: each has a queue of its own. */
export type Subscriber = Exclude<Party, 'outside' | 'kernel' | 'timers'>;

const envelope = {
  id: z
    .uuid()
    .describe('Names the event for ever: the inbox keeps it, so the same id is never taken twice.'),
  time: Instant.describe('When it happened, not when it was sent.'),
  agencyId: z.uuid().nullable().describe('The tenant; null for public facts about flights.'),
  tripId: z.uuid().nullable(),
  correlationId: z.uuid().describe('The first event of the story this one belongs to.'),
  causationId: z.uuid().nullable().describe('The event whose turn emitted this one.'),
};

/** What the catalogue states about an event besides its schema. */
export interface EventInfo<P extends Party = Party, S extends Subscriber = Subscriber> {
  readonly description: string;
  readonly producers: readonly P[];
  readonly subscribers: readonly S[];
  /** Set where a timer row of the subscriber fires it (DESIGN §1); its data is `TimerData`. */
  readonly timer?: true;
}

/** One event of the catalogue; its type holds its name, data, producers and subscribers. */
export interface EventDefinition<
  N extends string = string,
  D extends z.ZodType = z.ZodType,
  P extends Party = Party,
  S extends Subscriber = Subscriber,
> extends EventInfo<P, S> {
  readonly name: N;
  readonly version: number;
  readonly data: D;
  readonly example: z.input<D>;
  readonly schema: z.ZodType<Envelope<N, z.output<D>>>;
}

/** An event on the wire; the schema above describes the fields. */
export interface Envelope<N extends string = string, D = unknown> {
  readonly id: string;
  readonly type: N;
  readonly version: number;
  readonly time: string;
  readonly agencyId: string | null;
  readonly tripId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly data: D;
}

/** Defines an event: its data in the envelope that all events share, with a JSON Schema id. */
export const defineEvent = <
  const N extends string,
  D extends z.ZodType,
  P extends Party,
  S extends Subscriber,
>(
  name: N,
  version: number,
  data: D,
  info: EventInfo<P, S> & { readonly example: z.input<D> },
): EventDefinition<N, D, P, S> => ({
  name,
  version,
  data,
  ...info,
  schema: z.object({ ...envelope, type: z.literal(name), version: z.literal(version), data }).meta({
    id: `${name}.v${version}`,
    title: name,
    description: info.description,
  }) as unknown as z.ZodType<Envelope<N, z.output<D>>>,
});

/** Data of every timer event; its id is the uuid v5 of agent, actor, kind and generation. */
export const TimerData = z.object({
  actorId: z.string().min(1),
  generation: z
    .int()
    .positive()
    .describe('Counts up each time the timer is set; an older one is ignored.'),
  due: Instant,
});
export type TimerData = z.infer<typeof TimerData>;
