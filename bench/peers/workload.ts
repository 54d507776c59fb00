import { hour, type Instant, plus } from '#shared/domain/instant.ts';

/** A traveller of the workload; +999 is assigned to no country. */
export interface BenchTrip {
  readonly n: number;
  readonly flight: string;
  readonly phone: string;
  readonly name: string;
}

/** The sender numbers; there are fifty because WhatsApp allows 80 messages/s for one. */
export const senders: readonly string[] = Array.from(
  { length: 50 },
  (_, n) => `+9990000${String(n).padStart(5, '0')}`,
);
const travellersPerFlight = 5;

/** The sender that writes to a traveller. */
export const senderOf = (n: number): string => senders[n % senders.length] ?? '';

/** Travellers, five to a flight, the same in every run. */
export const benchTrips = (count: number): readonly BenchTrip[] =>
  Array.from({ length: count }, (_, n) => ({
    n,
    flight: `BA${1_000 + Math.floor(n / travellersPerFlight)}`,
    phone: `+999${String(100_000_000 + n)}`,
    name: `Traveller ${n}`,
  }));

/** The departure of all flights: near enough to be followed, too far for other messages. */
export const departureAfter = (now: Instant): Instant =>
  plus(new Date(Math.ceil(Date.parse(now) / hour) * hour).toISOString(), 40 * hour);

/** Connections, time and departure for a worker process. */
export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly twilioUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly speed: number;
  readonly departure: Instant;
}
