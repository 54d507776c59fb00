import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { instant } from '#shared/domain/instant.ts';
import { InvalidRequest } from '#shared/errors.ts';
import { type BookingInput, TripBookingReceived } from './trips.ts';

/** An entry of PutEvents, as AWS's own clients take it. */
export interface BusEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** Whom a publisher publishes for, and where. */
export interface PublisherOptions {
  /** The agency, as its operator has told it; the bus lets an account publish for no other. */
  readonly agencyId: string;
  /** Name or ARN of the bus, such as `bauhaus-production`. */
  readonly bus: string;
  /** Milliseconds since 1970; the system's clock. */
  readonly nowMs?: () => number;
}

/** A booking as another system writes it: every field that it may leave out, it may leave out. */
export type Booking = z.input<typeof BookingInput>;

/**
 * For systems that put bookings on the bus: makes entries of PutEvents that the intake takes. The
 * same `id` is the same booking, however often it is put; give one of your own, so that repeating
 * after a timeout books nothing twice.
 * @throws InvalidRequest where the booking has another form; `field` names its first wrong field.
 * @example
 * const publisher = createBookingPublisher({ agencyId, bus: 'bauhaus-production' });
 * await eventBridge.send(new PutEventsCommand({ Entries: [publisher.entry(booking, { id })] }));
 */
export const createBookingPublisher = ({ agencyId, bus, nowMs = Date.now }: PublisherOptions) => ({
  entry: (booking: Booking, { id = randomUUID() }: { readonly id?: string } = {}): BusEntry => {
    const event = TripBookingReceived.schema.safeParse({
      id,
      type: TripBookingReceived.name,
      version: TripBookingReceived.version,
      time: instant(nowMs()),
      agencyId,
      tripId: null,
      correlationId: id,
      causationId: null,
      data: booking,
    });
    if (!event.success) {
      const [issue] = event.error.issues;
      const field = issue?.path.filter((part) => part !== 'data').join('.') ?? null;
      throw new InvalidRequest('invalid_booking', issue?.message ?? 'of another form', field);
    }
    return {
      EventBusName: bus,
      Source: `bauhaus.agency.${agencyId}`,
      DetailType: TripBookingReceived.name,
      Detail: JSON.stringify({ ...event.data, data: booking }),
    };
  },
});
