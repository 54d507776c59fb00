import { randomUUID } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { FlightServer, FlightState } from './flight-server.ts';
import type { Service } from './service.ts';
import type { RecordingProvider } from './twilio.ts';

/**
 * The messages that every traveller must get, each once and in this order, and the state of the
 * flight that causes each. A flight takes a step when all its travellers have got the last one.
 */
export const story: readonly { readonly type: string; readonly state: FlightState | null }[] = [
  { type: 'reservation_confirmation', state: null },
  { type: 'delayed', state: { cancelled: false, delayMinutes: 90 } },
  { type: 'cancelled', state: { cancelled: true, delayMinutes: 90 } },
  { type: 'reinstated', state: { cancelled: false, delayMinutes: 90 } },
  { type: 'cancelled', state: { cancelled: true, delayMinutes: 90 } },
];

/** A traveller of the run; `key` is the idempotency key of the booking. */
export interface Traveller {
  readonly n: number;
  readonly name: string;
  readonly phone: string;
  readonly flight: string;
  readonly key: string;
}

/** The range reserved for drama (Ofcom); travellers who share a number are on different flights. */
const phoneCount = 1_000;
const travellersPerFlight = 25;
const retryDelayMs = 100;
const bookingConcurrency = 8;

/** The travellers of the run, about 25 to a flight. */
export const createTravellers = (count: number): readonly Traveller[] => {
  const flights = Math.max(1, Math.round(count / travellersPerFlight));
  return Array.from({ length: count }, (_, n) => ({
    n,
    name: `Traveller ${n}`,
    phone: `+447700900${String(n % phoneCount).padStart(3, '0')}`,
    flight: `BA${100 + ((n + Math.floor(n / phoneCount)) % flights)}`,
    key: randomUUID(),
  }));
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** The agency and AeroAPI, who repeat each request until it is answered. */
export interface World {
  /** Bookings answered so far. */
  bookings(): number;
  /** Messages accepted so far for travellers of the run. */
  messages(): number;
  /** Whether every story has ended, or has failed. */
  isOver(): boolean;
  /** Requests that the API refused although they were valid. */
  refusals(): readonly string[];
  /** Lets bookings go on up to this many in all. */
  allowBookings(count: number): void;
  /** Ends all retries and waits. */
  giveUp(): void;
}

/** Books the travellers up to the allowed number, and plays the story for each flight. */
export const createWorld = (deps: {
  readonly service: Service;
  readonly flightServer: FlightServer;
  readonly provider: RecordingProvider;
  readonly travellers: readonly Traveller[];
  readonly departure: Instant;
  readonly apiKey: string;
  readonly webhookToken: string;
}): World => {
  const { service, flightServer, provider, travellers, departure, apiKey, webhookToken } = deps;
  let allowedBookings = 0;
  let bookings = 0;
  let messages = 0;
  let hasGivenUp = false;

  // Accepted messages by traveller and type; the flight in the text tells who of a number is meant.
  const counts = new Map<string, number>();
  const countOf = (t: Traveller, type: string): number =>
    counts.get(`${t.phone} ${t.flight} ${type}`) ?? 0;
  const byPhone = Map.groupBy(travellers, (t) => t.phone);
  provider.onAccepted(({ to, text, type }) => {
    const traveller = (byPhone.get(to) ?? []).find((t) =>
      new RegExp(`\\b${t.flight}\\b`).test(text),
    );
    if (!traveller) return;
    const key = `${traveller.phone} ${traveller.flight} ${type}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    messages += 1;
  });

  const requestUntilAnswered = async (path: string, init: RequestInit): Promise<void> => {
    while (!hasGivenUp) {
      const response = await fetch(`${service.url}${path}`, {
        ...init,
        signal: AbortSignal.timeout(10_000),
      }).catch(() => null);
      await response?.body?.cancel().catch(() => undefined);
      if (response?.ok) return;
      if (response && response.status < 500 && response.status !== 429)
        throw new Error(`${path.split('/')[1]} was refused with ${response.status}`);
      await pause(retryDelayMs);
    }
  };
  const json = { 'content-type': 'application/json' };
  const book = (t: Traveller): Promise<void> =>
    requestUntilAnswered('/trips', {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${apiKey}`, 'idempotency-key': t.key },
      body: JSON.stringify({
        clientName: t.name,
        whatsapp: t.phone,
        language: 'en',
        flightNumber: t.flight,
        originIata: 'LHR',
        destinationIata: 'CPH',
        departure,
      }),
    });
  const waitUntil = async (condition: () => boolean): Promise<void> => {
    while (!condition() && !hasGivenUp) await pause(50);
  };

  const playStory = async (flight: string, passengers: readonly Traveller[]): Promise<void> => {
    const expectedCounts = new Map<string, number>();
    for (const { type, state } of story) {
      if (state) {
        flightServer.put(flight, state);
        await requestUntilAnswered(`/webhooks/aeroapi/${webhookToken}`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify(flightServer.push(flight)),
        });
      }
      const expected = (expectedCounts.get(type) ?? 0) + 1;
      expectedCounts.set(type, expected);
      await waitUntil(() => passengers.every((t) => countOf(t, type) >= expected));
    }
  };
  const bookAll = async (): Promise<void> => {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        await waitUntil(
          () => next < Math.min(allowedBookings, travellers.length) || next >= travellers.length,
        );
        const traveller = travellers[next];
        if (!traveller || hasGivenUp) return;
        next += 1;
        await book(traveller);
        bookings += 1;
      }
    };
    await Promise.all(Array.from({ length: bookingConcurrency }, worker));
  };

  for (const { flight } of travellers)
    flightServer.put(flight, { cancelled: false, delayMinutes: 0 });
  const refusals: string[] = [];
  let isOver = false;
  const stories = [...Map.groupBy(travellers, (t) => t.flight)].map(([flight, passengers]) =>
    playStory(flight, passengers),
  );
  Promise.all([bookAll(), ...stories])
    .catch((error: unknown) => refusals.push(error instanceof Error ? error.message : 'refused'))
    .finally(() => {
      isOver = true;
    });
  return {
    bookings: () => bookings,
    messages: () => messages,
    isOver: () => isOver,
    refusals: () => refusals,
    allowBookings: (count) => {
      allowedBookings = Math.max(allowedBookings, count);
    },
    giveUp: () => {
      hasGivenUp = true;
    },
  };
};
