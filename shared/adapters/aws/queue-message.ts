import { z } from 'zod';
import { type AnyEvent, parseEvent } from '#shared/events/catalogue.ts';

/** The source of every event that our own services publish. */
export const ownSource = 'bauhaus.travel';
/** Prefix of all sources of other systems, for the rule that routes them to the intake. */
export const outsideSourcePrefix = 'bauhaus.agency.';
/**
 * The source of bookings from an agency's other systems; the policy of the bus allows each account
 * only its own agency's.
 */
export const outsideSource = (agencyId: string): string => `${outsideSourcePrefix}${agencyId}`;

/** An event as EventBridge delivers it to a queue. */
const EventBridgeMessage = z.object({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});

/**
 * An event in an agent’s queue, with the source that the bus vouches for (null: sent by a schedule
 * or by ourselves).
 */
export interface EventMessage {
  readonly event: AnyEvent;
  readonly source: string | null;
}

/** Tells kinds of messages apart, so that each is parsed once, as what it claims to be. */
const hasKey = (raw: unknown, key: string): boolean => Object.hasOwn(Object(raw), key);

const eventMessageOf = (raw: unknown): EventMessage => {
  if (!hasKey(raw, 'detail')) return { event: parseEvent(raw), source: null };
  const { detail, source } = EventBridgeMessage.parse(raw);
  return { event: parseEvent(detail), source };
};

/**
 * Reads the body of a message: an event bridged by the bus, or the bare event of schedules and
 * re-sent messages.
 * @throws where it is neither; delivering it again cannot help.
 */
export const readEventMessage = (body: string): EventMessage => eventMessageOf(JSON.parse(body));

/**
 * A message that an agent sends itself: an effect has waited until now. Not an event, as nothing
 * has happened. The effect is claimed like any other, so a wake that comes twice, early or for
 * nothing does nothing.
 */
export const Wake = z.strictObject({
  wake: z.strictObject({ effectId: z.uuid(), agencyId: z.uuid() }),
  /** Where it comes from; its agency says where it goes (cells.ts). */
  cell: z.string().optional(),
});
export type Wake = z.infer<typeof Wake>;

/**
 * Reads the body of a message in an agent's queue: an event or a wake.
 * @throws where it is neither; delivering it again cannot help.
 */
export const readQueueMessage = (body: string): EventMessage | Wake => {
  const raw: unknown = JSON.parse(body);
  return hasKey(raw, 'wake') ? Wake.parse(raw) : eventMessageOf(raw);
};

/** The agency that a source stands for; null where it is not another system's. */
export const agencyOfSource = (source: string | null): string | null => {
  const id = source?.startsWith(outsideSourcePrefix)
    ? source.slice(outsideSourcePrefix.length)
    : null;
  return z.uuid().safeParse(id).data ?? null;
};
