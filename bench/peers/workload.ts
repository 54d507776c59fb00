import { hour, type Instant, plus } from '#shared/domain/instant.ts';

/** One traveller of the workload; the number is in a range that no country has. */
export interface BenchTrip {
  readonly n: number;
  readonly flight: string;
  readonly phone: string;
  readonly name: string;
}

/** The sender numbers among which the travellers are spread, since WhatsApp allows 80 messages a second for one. */
export const senders: readonly string[] = Array.from(
  { length: 50 },
  (_, n) => `+9990000${String(n).padStart(5, '0')}`,
);
const perFlight = 5;

/** The sender that writes to a traveller. */
export const senderOf = (n: number): string => senders[n % senders.length] ?? '';

/** So many travellers, five to a flight; every run of every contender has the same. */
export const benchTrips = (count: number): readonly BenchTrip[] =>
  Array.from({ length: count }, (_, n) => ({
    n,
    flight: `BA${1_000 + Math.floor(n / perFlight)}`,
    phone: `+999${String(100_000_000 + n)}`,
    name: `Traveller ${n}`,
  }));

/** When all flights of the workload leave: near enough to be followed, too far for anything else to be due. */
export const departureAfter = (now: Instant): Instant =>
  plus(new Date(Math.ceil(Date.parse(now) / hour) * hour).toISOString(), 40 * hour);

/** What a worker process is told about its surroundings. */
export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly twilioUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly speed: number;
  readonly departure: Instant;
}
