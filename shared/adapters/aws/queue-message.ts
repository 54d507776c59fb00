import { z } from 'zod';
import { type AnyEvent, parseEvent } from '#shared/events/catalogue.ts';

/** The source of every event that our own services put on the bus. */
export const ownSource = 'bauhaus.travel';
const outsidePrefix = 'bauhaus.agency.';
/**
 * The source under which an agency's other systems put their bookings; the policy of the bus lets
 * each account use its own agency's only.
 */
export const outsideSource = (agencyId: string): string => `${outsidePrefix}${agencyId}`;
/** What all sources of other systems begin with, for the rule that takes them to the intake. */
export const outsideSourcePrefix = outsidePrefix;

/** An event as EventBridge hands it to a queue. */
const EventBridgeMessage = z.object({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});

/**
 * A message of an agent’s queue: our event, and the source the bus has vouched for (null: put there
 * by a schedule or by ourselves).
 */
export interface EventMessage {
  readonly event: AnyEvent;
  readonly source: string | null;
}

/** Tells messages apart before any is parsed: each is parsed once, as what it claims to be. */
const claims = (raw: unknown, key: string): boolean => Object.hasOwn(Object(raw), key);

const eventMessageOf = (raw: unknown): EventMessage => {
  if (!claims(raw, 'detail')) return { event: parseEvent(raw), source: null };
  const { detail, source } = EventBridgeMessage.parse(raw);
  return { event: parseEvent(detail), source };
};

/**
 * Reads the body of a message: an event that the bus bridged, or the bare event that schedules and
 * re-sent messages hold.
 * @throws where it is neither; delivering it again cannot help.
 */
export const readEventMessage = (body: string): EventMessage => eventMessageOf(JSON.parse(body));

/**
 * A message that an agent leaves itself: an effect has waited until now. No event, as nothing has
 * happened; and the effect is claimed like any other, so that to be woken twice, early or for
 * nothing does nothing.
 */
export const Wake = z.strictObject({
  wake: z.strictObject({ effectId: z.uuid(), agencyId: z.uuid() }),
});
export type Wake = z.infer<typeof Wake>;

/**
 * Reads the body of a message in an agent's queue: mail, or a wake.
 * @throws where it is neither; delivering it again cannot help.
 */
export const readQueueMessage = (body: string): EventMessage | Wake => {
  const raw: unknown = JSON.parse(body);
  return claims(raw, 'wake') ? Wake.parse(raw) : eventMessageOf(raw);
};

/** The agency that a source stands for, or null where it is no other system's. */
export const agencyOfSource = (source: string | null): string | null => {
  const id = source?.startsWith(outsidePrefix) ? source.slice(outsidePrefix.length) : null;
  return z.uuid().safeParse(id).data ?? null;
};
