import { randomUUID } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { FlightServer, FlightState } from './flight-server.ts';
import type { Service } from './service.ts';
import type { Witness } from './twilio.ts';

/** What every traveller of the run has to be told, in this order, once each time: a flight begins a step when all on it were told the last. */
export const story: readonly { readonly type: string; readonly state: FlightState | null }[] = [
  { type: 'reservation_confirmation', state: null },
  { type: 'delayed', state: { cancelled: false, delayMinutes: 90 } },
  { type: 'cancelled', state: { cancelled: true, delayMinutes: 90 } },
  { type: 'reinstated', state: { cancelled: false, delayMinutes: 90 } },
  { type: 'cancelled', state: { cancelled: true, delayMinutes: 90 } },
];

/** Somebody on a flight of the run. */
export interface Traveller {
  readonly n: number;
  readonly name: string;
  readonly phone: string;
  readonly flight: string;
  readonly key: string;
}

/** Numbers that the United Kingdom keeps for films; two travellers of one number are on different flights. */
const phones = 1_000;
const perFlight = 25;
const pauseMs = 100;

/** The travellers of the run, so many to a flight. */
export const createTravellers = (count: number): readonly Traveller[] => {
  const flights = Math.max(1, Math.round(count / perFlight));
  return Array.from({ length: count }, (_, n) => ({
    n,
    name: `Traveller ${n}`,
    phone: `+447700900${String(n % phones).padStart(3, '0')}`,
    flight: `BA${100 + ((n + Math.floor(n / phones)) % flights)}`,
    key: randomUUID(),
  }));
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What the agency, AeroAPI and time do to the travellers; everybody tries again until they are answered, as they would. */
export interface World {
  /** Travellers whose booking was answered. */
  booked(): number;
  /** Steps told, over all travellers, and how many there are to tell. */
  told(): number;
  /** Whether every flight's story has been told to its end, or cannot be. */
  isOver(): boolean;
  /** What the API refused although it should have been taken. */
  refusals(): readonly string[];
  /** Lets this many be booked. */
  allow(count: number): void;
  giveUp(): void;
}

/** Books the travellers as `allow` lets them, and makes each flight live through the story. */
export const createWorld = (deps: {
  readonly service: Service;
  readonly flightServer: FlightServer;
  readonly witness: Witness;
  readonly travellers: readonly Traveller[];
  readonly departure: Instant;
  readonly apiKey: string;
  readonly webhookToken: string;
}): World => {
  const { service, flightServer, witness, travellers, departure, apiKey, webhookToken } = deps;
  let allowed = 0;
  let booked = 0;
  let told = 0;
  let givenUp = false;

  // Who was told what, as the provider saw it; a text names its reader.
  const counts = new Map<string, number>();
  const countOf = (t: Traveller, type: string): number =>
    counts.get(`${t.phone} ${t.flight} ${type}`) ?? 0;
  const byPhone = Map.groupBy(travellers, (t) => t.phone);
  witness.onAccepted(({ to, text, type }) => {
    const reader = (byPhone.get(to) ?? []).find((t) => new RegExp(`\\b${t.flight}\\b`).test(text));
    if (!reader) return;
    const key = `${reader.phone} ${reader.flight} ${type}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    told += 1;
  });

  const insist = async (path: string, init: RequestInit): Promise<void> => {
    while (!givenUp) {
      const answer = await fetch(`${service.url}${path}`, {
        ...init,
        signal: AbortSignal.timeout(10_000),
      }).catch(() => null);
      await answer?.body?.cancel().catch(() => undefined);
      if (answer?.ok) return;
      if (answer && answer.status < 500 && answer.status !== 429)
        throw new Error(`${path.split('/')[1]} was refused with ${answer.status}`);
      await pause(pauseMs);
    }
  };
  const json = { 'content-type': 'application/json' };
  const book = (t: Traveller): Promise<void> =>
    insist('/trips', {
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
  const until = async (so: () => boolean): Promise<void> => {
    while (!so() && !givenUp) await pause(50);
  };

  const live = async (flight: string, passengers: readonly Traveller[]): Promise<void> => {
    const due = new Map<string, number>();
    for (const { type, state } of story) {
      if (state) {
        flightServer.put(flight, state);
        await insist(`/webhooks/aeroapi/${webhookToken}`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify(flightServer.push(flight)),
        });
      }
      const wanted = (due.get(type) ?? 0) + 1;
      due.set(type, wanted);
      await until(() => passengers.every((t) => countOf(t, type) >= wanted));
    }
  };
  const bookAll = async (): Promise<void> => {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        await until(() => next < Math.min(allowed, travellers.length) || next >= travellers.length);
        const t = travellers[next];
        if (!t || givenUp) return;
        next += 1;
        await book(t);
        booked += 1;
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  };

  for (const { flight } of travellers)
    flightServer.put(flight, { cancelled: false, delayMinutes: 0 });
  const refusals: string[] = [];
  let over = false;
  const lives = [...Map.groupBy(travellers, (t) => t.flight)].map(([flight, passengers]) =>
    live(flight, passengers),
  );
  Promise.all([bookAll(), ...lives])
    .catch((error: unknown) => refusals.push(error instanceof Error ? error.message : 'refused'))
    .finally(() => {
      over = true;
    });
  return {
    booked: () => booked,
    told: () => told,
    isOver: () => over,
    refusals: () => refusals,
    allow: (count) => {
      allowed = Math.max(allowed, count);
    },
    giveUp: () => {
      givenUp = true;
    },
  };
};
