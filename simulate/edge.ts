import { createHash } from 'node:crypto';
import { bookTrip } from '#services/api/book-trip.ts';
import { changeTrip } from '#services/api/change-trip.ts';
import { TripEdit } from '#services/api/domain/trip-edit.ts';
import { createIntake } from '#services/api/intake.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { epoch, hour, minute, plus, second } from '#shared/domain/instant.ts';
import { WrongKey } from '#shared/errors.ts';
import { BookingInput } from '#shared/events/trips.ts';
import type { Log } from '#shared/ports/log.ts';
import { staffPhone } from './brake-inputs.ts';
import { callbackRates, edgeRates, type Faults } from './faults.ts';
import type { Input, PlannedTrip } from './inputs.ts';
import type { Observations } from './observations.ts';
import type { AcceptedMessage } from './provider.ts';
import { asProcess } from './sealed-store.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import { isWithin, type Outage, type Workers } from './workers.ts';

/** What the edge needs. */
export interface EdgeDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly store: MemoryStore;
  readonly log: Log;
  readonly observations: Observations;
  /** The keys as each process of the API knows them. */
  readonly processes: readonly [Sealing, Sealing];
  readonly rotateKeys: () => Promise<void>;
  /** Names a message in fault keys. */
  readonly nameOf: (effectId: string) => string;
  /** Windows in which Twilio's answers are lost and its callbacks come minutes late. */
  readonly answerOutages: readonly Outage[];
}

/** Agencies, travellers and webhooks: they repeat every request until it is answered. */
export interface Edge {
  /** Ids of the trips booked so far, by their key in the world. */
  readonly bookedTripIds: ReadonlyMap<string, string>;
  submit(input: Input): void;
  /** Schedules Twilio's status callbacks for an accepted message. */
  scheduleCallbacks(message: AcceptedMessage): void;
  deliverPush(alert: Parameters<MemoryStore['receiveAlert']>[0]): void;
}

const bookingOf = ({
  key,
  clientName,
  phone,
  flight,
  role,
  children,
  isConnection,
}: PlannedTrip): BookingInput =>
  BookingInput.parse({
    clientName,
    whatsapp: phone,
    flightNumber: flight.flightNumber,
    originIata: flight.originIata,
    destinationIata: flight.destinationIata,
    departure: flight.departure,
    ...(isConnection ? { journeyReference: 'PNR-way' } : { stay: 'Hotel Umbrosa' }),
    role,
    ...(children ? { passengers: children, journeyReference: 'PNR-children' } : {}),
    ...(role === 'follower' ? { consent: { how: 'explicit' } } : {}),
    ...(key === 'b' ? { reference: 'REF-b' } : {}),
  });

/** Statuses and error codes of messages that fail after Twilio has accepted them. */
const lateFailures = [
  ['undelivered', '30008'],
  ['undelivered', '63024'],
  ['failed', '63018'],
] as const;
const permanentCodes: ReadonlySet<string> = new Set(['63024']);

const promise = 'what was said before an erasure brings nobody back';

type Handover = Extract<Input, { readonly phone: string; readonly agencyId: string }>;

/** Builds the edge over the store of the run. */
export const createEdge = ({
  time,
  faults,
  workers,
  watch,
  store,
  log,
  observations,
  processes,
  rotateKeys,
  nameOf,
  answerOutages,
}: EdgeDependencies): Edge => {
  const bookedTripIds = new Map<string, string>();
  const clock = { now: () => time.now() };
  const intake = createIntake({ desk: store, clock, log });
  /** What travellers wrote so far, as it was delivered. */
  const delivered: Extract<Input, { kind: 'write' }>[] = [];
  const busInputs = new Map<string, Extract<Input, { kind: 'book' }>>();

  const book = async (
    input: Extract<Input, { kind: 'book' }>,
    isRepeated = false,
  ): Promise<void> => {
    const { trip } = input;
    const erasedAt = observations.erasures.get(`${trip.agencyId}|${trip.phone}`)?.atMs;
    const isOfBefore = erasedAt !== undefined && epoch(trip.bookedAt) <= erasedAt;
    // An agency that has erased somebody does not repeat its request to book them.
    if (isOfBefore && !input.overTheBus) return;
    if (input.overTheBus) busInputs.set(trip.key, input);
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
    if (isOfBefore) {
      watch.count('repeated after an erasure');
      if ('trip' in result) watch.violate(promise, `the booking of ${trip.key} is ${result.kind}`);
    } else if ('trip' in result) bookedTripIds.set(trip.key, result.trip.id);
    else if (isRepeated || (result.kind === 'duplicate' && trip.key !== 'b'))
      watch.count('booked already');
    else
      watch.violate('a booking that can be made is made once', `trip ${trip.key}: ${result.kind}`);
    watch.narrate(
      () => `trip ${trip.key} (${booking.flightNumber}, ${booking.departure}) is ${result.kind}`,
    );
  };

  /** A person at the agency takes the conversation over, or gives it back. */
  const moveConversation = async ({ kind, agencyId, phone, key }: Handover): Promise<void> => {
    const [row] = await store.conversations(agencyId, { phone, limit: 1 });
    if (!row) return;
    const move = { agencyId, conversationId: row.id, by: 'Lucía', now: clock.now() };
    await (kind === 'take over'
      ? store.takeOver({ ...move, until: plus(clock.now(), 12 * hour) })
      : store.giveBack(move));
    watch.count(kind);
    watch.narrate(() => key);
  };

  const write = async (input: Extract<Input, { kind: 'write' }>): Promise<void> => {
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
    if (!delivered.includes(input)) delivered.push(input);
    watch.narrate(() => `the traveller writes: ${body}`);
  };

  const press = async ({ callId }: Extract<Input, { kind: 'press' }>): Promise<void> => {
    const answer = await store.answerCall({ callId, now: clock.now() });
    watch.count(`a call is answered: ${answer?.outcome ?? 'nobody'}`);
    watch.narrate(() => `somebody presses 1 in a call: ${answer?.outcome ?? 'nobody'}`);
  };

  /** A queue or a provider delivers again what it delivered before. */
  const repeat = async ({ trip }: Extract<Input, { kind: 'repeat' }>): Promise<void> => {
    const booking = busInputs.get(trip.key);
    if (booking) await book(booking, true);
    for (const input of delivered.filter(({ phone }) => phone === trip.phone)) await write(input);
  };

  const erase = async (
    { withdraw, key }: Extract<Input, { kind: 'erase' }>,
    agencyId: string,
    tripId: string,
  ): Promise<void> => {
    const trip = await store.trip(agencyId, tripId);
    if (!trip) return;
    const { contactId } = trip;
    const request = { agencyId, contactId, dryRun: false, withdraw, now: clock.now() };
    const { kind } = await store.erase(request);
    watch.count(`erase ${kind}`);
    watch.narrate(() => `${key}: ${kind}`);
  };

  const brake = async (
    { scope, state, type, until, trip, key }: Extract<Input, { kind: 'brake' }>,
    tripId: string,
  ): Promise<void> => {
    const now = clock.now();
    const set = { state, reason: 'Umbrosa', until, by: 'Lucía', now };
    watch.count(`brake ${state}`);
    watch.narrate(() => `${key}: ${state} by a brake on ${scope}`);
    if (scope === 'platform') {
      store.setPlatformBrake(set);
      return;
    }
    const known = await store.trip(trip.agencyId, tripId);
    if (!known) return;
    const subjects = { agency: null, journey: known.journeyId, contact: known.contactId, type };
    const phones = state === 'test' ? [staffPhone] : [];
    const subject = subjects[scope];
    await store.putBrake({ ...set, agencyId: trip.agencyId, scope, subject, phones });
  };

  const perform = async (input: Input): Promise<void> => {
    if (input.kind === 'book') return book(input);
    if (input.kind === 'write') return write(input);
    if (input.kind === 'repeat') return repeat(input);
    if (input.kind === 'press') return press(input);
    if (input.kind === 'rotate keys') {
      watch.count('keys rotated');
      watch.narrate(() => 'the keys of words are exchanged');
      return rotateKeys();
    }
    if (input.kind === 'take over' || input.kind === 'give back') return moveConversation(input);
    const tripId = bookedTripIds.get(input.trip.key);
    if (tripId === undefined) return;
    const { agencyId } = input.trip;
    if (input.kind === 'brake') return brake(input, tripId);
    if (input.kind === 'erase') return erase(input, agencyId, tripId);
    const result =
      input.kind === 'cancel'
        ? await store.cancel({ agencyId, tripId, notify: input.notify, now: clock.now() })
        : await changeTrip(
            { desk: store, contacts: store },
            { agencyId, tripId },
            TripEdit.parse({ ...input.set, notify: input.notify }),
            {
              now: clock.now(),
              revision: null,
            },
          );
    watch.count(`${input.kind} ${result.kind}`);
    watch.narrate(() => `${input.key}: ${result.kind}`);
  };

  /** Repeats the work until it is answered, even where only the answer was lost. */
  const retryUntilAnswered = (point: string, work: () => Promise<void>): void => {
    const { fault, key } = faults.strike(point, edgeRates);
    const retry = (): void =>
      time.after(faults.amount(key, 1, 30) * second, () => retryUntilAnswered(point, work));
    if (fault === 'edge down' || workers.isDatabaseDown()) {
      retry();
      return;
    }
    const sealing = processes[faults.chance(`${key} goes to`) < 0.5 ? 0 : 1];
    void asProcess(sealing, work).then(
      () => {
        if (fault === 'reply lost') retry();
      },
      (error: unknown) => {
        if (!(error instanceof WrongKey)) throw error;
        watch.violate('no rotation makes a row unreadable', error.message);
      },
    );
  };

  const scheduleCallback = (
    message: AcceptedMessage,
    status: string,
    code: string | null,
    afterMs: number,
  ): void => {
    const { fault, key } = faults.strike(
      `callback ${status} of ${nameOf(message.effectId)}`,
      callbackRates,
    );
    if (fault === 'callback lost') return;
    const deliver = (): void => {
      if (workers.isDatabaseDown()) return;
      const { effectId: id, providerId } = message;
      if (code !== null)
        message.failureReportedAtMs = Math.min(message.failureReportedAtMs, time.nowMs);
      void store.deliveryReport({
        id,
        providerId,
        status,
        code,
        permanent: code !== null && permanentCodes.has(code),
        now: clock.now(),
      });
    };
    const slowMs = isWithin(answerOutages, message.atMs)
      ? faults.amount(`${key} slow`, 20, 300) * second
      : 0;
    const delayMs =
      afterMs + slowMs + (fault === 'callback late' ? faults.amount(key, 1, 90) * minute : 0);
    time.after(delayMs, deliver);
    if (fault === 'callback twice')
      time.after(delayMs + faults.amount(key, 0, 60) * second, deliver);
  };

  return {
    bookedTripIds,
    submit: (input) => retryUntilAnswered(`door ${input.key}`, () => perform(input)),
    scheduleCallbacks: (message) => {
      const { fault, key } = faults.strike(`delivery of ${nameOf(message.effectId)}`, {
        'not delivered after all': 0.02,
      });
      const hiddenMs = message.visibleAtMs - message.atMs > 5 * minute ? 41 * minute : 0;
      const delayOf = (name: string, maxMs: number): number =>
        hiddenMs + Math.floor(faults.chance(`${key} ${name}`) * maxMs);
      scheduleCallback(message, 'sent', null, delayOf('sent', 6 * second));
      if (fault !== null) {
        const [status, code] =
          lateFailures[faults.amount(key, 0, lateFailures.length - 1)] ?? lateFailures[0];
        const afterMs = delayOf('failed', 90 * second);
        time.after(afterMs, () => {
          message.hasFailed = true;
        });
        scheduleCallback(message, status, code, afterMs);
        return;
      }
      scheduleCallback(message, 'delivered', null, delayOf('delivered', 40 * second));
      if (faults.chance(`${key} is read`) < 0.6)
        scheduleCallback(message, 'read', null, delayOf('read', 60 * minute));
    },
    deliverPush: (alert) =>
      retryUntilAnswered(
        `pushed ${alert.code}`,
        async () => void (await store.receiveAlert({ ...alert, now: clock.now() })),
      ),
  };
};
