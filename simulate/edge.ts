import { createHash } from 'node:crypto';
import { bookTrip } from '#services/api/book-trip.ts';
import { changeTrip } from '#services/api/change-trip.ts';
import { TripEdit } from '#services/api/domain/trip-edit.ts';
import { createIntake } from '#services/api/intake.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { hour, minute, plus, second } from '#shared/domain/instant.ts';
import { BookingInput } from '#shared/events/catalogue.ts';
import type { Log } from '#shared/ports/log.ts';
import { callbackRates, edgeRates, type Faults } from './faults.ts';
import type { Accepted } from './provider.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import { isWithin, type Outage, type Workers } from './workers.ts';
import type { Input, PlannedTrip } from './world.ts';

/** What the edge is made of. */
export interface EdgeDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly store: MemoryStore;
  readonly log: Log;
  /** Names a message in the points at which faults strike. */
  readonly nameOf: (effectId: string) => string;
  /** Windows in which Twilio's answers are lost, and its reports come minutes late. */
  readonly silences: readonly Outage[];
}

/** Agencies, travellers and webhooks at the door of the system: they repeat what was not answered. */
export interface Edge {
  /** The trips that were booked, by their key in the world. */
  readonly booked: ReadonlyMap<string, string>;
  take(input: Input): void;
  /** Schedules what Twilio reports about a message that it took. */
  report(message: Accepted): void;
  deliverPush(alert: Parameters<MemoryStore['receiveAlert']>[0]): void;
}

const bookingOf = ({ key, clientName, phone, flight }: PlannedTrip): BookingInput =>
  BookingInput.parse({
    clientName,
    whatsapp: phone,
    flightNumber: flight.flightNumber,
    originIata: flight.originIata,
    destinationIata: flight.destinationIata,
    departure: flight.departure,
    stay: 'Hotel Umbrosa',
    ...(key === 'b' ? { reference: 'REF-b' } : {}),
  });

/** What Twilio finds out about a message after it took it. */
const failures = [
  ['undelivered', '30008'],
  ['undelivered', '63024'],
  ['failed', '63018'],
] as const;
const permanent: ReadonlySet<string> = new Set(['63024']);

type Handover = Extract<Input, { readonly phone: string; readonly agencyId: string }>;

export const createEdge = ({
  time,
  faults,
  workers,
  watch,
  store,
  log,
  nameOf,
  silences,
}: EdgeDependencies): Edge => {
  const booked = new Map<string, string>();
  const clock = { now: () => time.now() };
  const intake = createIntake({ desk: store, clock, log });

  const book = async (input: Extract<Input, { kind: 'book' }>): Promise<void> => {
    const { trip } = input;
    const booking = bookingOf(trip);
    const id = uuidV5('TripBookingReceived', trip.key);
    const envelope = {
      id,
      type: 'TripBookingReceived',
      version: 1,
      time: trip.bookedAt,
      tripId: null,
      correlationId: id,
      causationId: null,
    } as const;
    const result = input.overTheBus
      ? await intake({ ...envelope, agencyId: trip.agencyId, data: booking })
      : await bookTrip(store, { agencyId: trip.agencyId, name: 'main key' }, booking, {
          now: clock.now(),
          idempotencyKey: `key ${trip.key}`,
        });
    if ('trip' in result) booked.set(trip.key, result.trip.id);
    else if (result.kind === 'duplicate' && trip.key !== 'b') watch.count('booked already');
    else
      watch.violate('a booking that can be made is made once', `trip ${trip.key}: ${result.kind}`);
    watch.tell(
      () => `trip ${trip.key} (${booking.flightNumber}, ${booking.departure}) is ${result.kind}`,
    );
  };

  /** A person of the agency takes the conversation, or gives it back. */
  const hand = async ({ kind, agencyId, phone, key }: Handover): Promise<void> => {
    const [row] = await store.conversations(agencyId, { phone, limit: 1 });
    if (!row) return;
    const move = { agencyId, conversationId: row.id, by: 'Lucía', now: clock.now() };
    await (kind === 'take over'
      ? store.takeOver({ ...move, until: plus(clock.now(), 12 * hour) })
      : store.giveBack(move));
    watch.count(kind);
    watch.tell(() => key);
  };

  const act = async (input: Input): Promise<void> => {
    if (input.kind === 'book') return book(input);
    if (input.kind === 'write') {
      const { sender, phone, body } = input;
      const providerId = `SM${createHash('sha256').update(input.key).digest('hex').slice(0, 32)}`;
      await store.receiveInbound({
        sender,
        phone,
        providerId,
        text: body,
        media: [],
        now: clock.now(),
      });
      watch.tell(() => `the traveller writes: ${body}`);
      return;
    }
    if (input.kind !== 'edit' && input.kind !== 'cancel') return hand(input);
    const tripId = booked.get(input.trip.key);
    if (tripId === undefined) return;
    const { agencyId } = input.trip;
    const result =
      input.kind === 'cancel'
        ? await store.cancel({ agencyId, tripId, notify: input.notify, now: clock.now() })
        : await changeTrip(
            store,
            { agencyId, tripId },
            TripEdit.parse({ ...input.set, notify: input.notify }),
            {
              now: clock.now(),
              revision: null,
            },
          );
    watch.count(`${input.kind} ${result.kind}`);
    watch.tell(() => `${input.key}: ${result.kind}`);
  };

  /** Tries until it was answered: what was done without an answer is done again. */
  const insist = (point: string, work: () => Promise<void>): void => {
    const { fault, key } = faults.strike(point, edgeRates);
    const again = (): void =>
      time.after(faults.amount(key, 1, 30) * second, () => insist(point, work));
    if (fault === 'edge down' || workers.isDown()) {
      again();
      return;
    }
    void work().then(() => {
      if (fault === 'reply lost') again();
    });
  };

  const callback = (
    message: Accepted,
    status: string,
    code: string | null,
    afterMs: number,
  ): void => {
    const { fault, key } = faults.strike(
      `callback ${status} of ${nameOf(message.effectId)}`,
      callbackRates,
    );
    if (fault === 'callback lost') return;
    const bring = (): void => {
      if (workers.isDown()) return;
      const { effectId: id, providerId } = message;
      if (code !== null) message.failureHeardMs = Math.min(message.failureHeardMs, time.nowMs);
      void store.deliveryReport({
        id,
        providerId,
        status,
        code,
        permanent: code !== null && permanent.has(code),
        now: clock.now(),
      });
    };
    const slowMs = isWithin(silences, message.atMs)
      ? faults.amount(`${key} slow`, 20, 300) * second
      : 0;
    const ms =
      afterMs + slowMs + (fault === 'callback late' ? faults.amount(key, 1, 90) * minute : 0);
    time.after(ms, bring);
    if (fault === 'callback twice') time.after(ms + faults.amount(key, 0, 60) * second, bring);
  };

  return {
    booked,
    take: (input) => insist(`door ${input.key}`, () => act(input)),
    report: (message) => {
      const { fault, key } = faults.strike(`delivery of ${nameOf(message.effectId)}`, {
        'not delivered after all': 0.02,
      });
      const hiddenMs = message.visibleAtMs - message.atMs > 5 * minute ? 41 * minute : 0;
      const part = (name: string, most: number): number =>
        hiddenMs + Math.floor(faults.chance(`${key} ${name}`) * most);
      callback(message, 'sent', null, part('sent', 6 * second));
      if (fault !== null) {
        const [status, code] = failures[faults.amount(key, 0, failures.length - 1)] ?? failures[0];
        const afterMs = part('failed', 90 * second);
        time.after(afterMs, () => {
          message.failed = true;
        });
        callback(message, status, code, afterMs);
        return;
      }
      callback(message, 'delivered', null, part('delivered', 40 * second));
      if (faults.chance(`${key} is read`) < 0.6)
        callback(message, 'read', null, part('read', 60 * minute));
    },
    deliverPush: (alert) =>
      insist(
        `pushed ${alert.code}`,
        async () => void (await store.receiveAlert({ ...alert, now: clock.now() })),
      ),
  };
};
