import { airportName } from '#shared/domain/airport-names.ts';
import { cityName } from '#shared/domain/city-names.ts';
import { type FlightFacts, silentSince } from '#shared/domain/flight.ts';
import { between, type Instant, minute } from '#shared/domain/instant.ts';
import type { Language } from '#shared/domain/trip.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { delayMinutesOf, onTimeWithinMinutes } from '../flight-answer.ts';
import { type Direction, type Fact, lengthFact, momentFacts, textFact } from './fact.ts';

/** What may be said of a flight now, besides its times. */
export type FlightStatus =
  | 'cancelled'
  | 'diverted'
  | 'departed'
  | 'in_air'
  | 'landed'
  | 'delayed'
  | 'earlier'
  | 'on_time';

/** A flight as far as it is known. */
export interface KnownFlight {
  readonly flightNumber: string;
  readonly origin: { readonly zone: string; readonly iata: string };
  readonly destination: { readonly zone: string; readonly iata: string };
  readonly phase: FlightFacts['phase'];
  readonly scheduled: Instant;
  readonly departure: Instant;
  readonly arrival: Instant | null;
  readonly landedAt: Instant | null;
  readonly isOff: boolean;
  readonly gate: string | null;
  readonly terminal: string | null;
  readonly belt: string | null;
  /** A record of it was found. */
  readonly confirmed: boolean;
}

/** What may be said of a flight; nothing where there is no news of it. */
export const statusesOf = (flight: KnownFlight, now: Instant): ReadonlySet<FlightStatus> => {
  const { phase, confirmed, isOff } = flight;
  if (phase === 'cancelled' || phase === 'diverted') return new Set([phase]);
  if (phase === 'landed') return new Set<FlightStatus>(['landed', 'departed']);
  if (silentSince(flight, now) !== null || !confirmed) return new Set();
  if (phase === 'departed') return new Set<FlightStatus>(isOff ? ['departed', 'in_air'] : []);
  const delay = delayMinutesOf(flight);
  if (delay >= onTimeWithinMinutes) return new Set<FlightStatus>(['delayed']);
  return new Set<FlightStatus>(delay <= -onTimeWithinMinutes ? ['earlier'] : ['on_time']);
};

const placeFacts = (
  name: 'origin' | 'destination',
  iata: string,
  language: Language,
): readonly Fact[] => {
  const subject = name === 'origin' ? 'from' : 'to';
  return [
    ...textFact(`${name}.city`, subject, cleanValue(cityName(iata, language) ?? '', 60)),
    ...textFact(`${name}.airport`, subject, cleanValue(airportName(iata), 80)),
    ...textFact(`${name}.code`, subject, iata),
  ];
};

/** Times that are still to come are told while nothing speaks against them. */
const timeFacts = (flight: KnownFlight, language: Language, now: Instant): readonly Fact[] => {
  const { phase, departure, arrival, origin, destination, gate, terminal, belt } = flight;
  if (phase === 'landed')
    return [
      ...momentFacts('departed', 'departure', departure, origin, language),
      ...momentFacts('landed', 'arrival', flight.landedAt ?? arrival, destination, language),
      ...textFact('arrival.belt', 'belt', cleanValue(belt ?? '', 20)),
    ];
  if (phase === 'cancelled' || phase === 'diverted' || silentSince(flight, now) !== null) return [];
  const coming = momentFacts('arrival', 'arrival', arrival, destination, language);
  const length = arrival === null ? 0 : between(departure, arrival) / minute;
  if (phase === 'departed')
    return [...momentFacts('departed', 'departure', departure, origin, language), ...coming];
  return [
    ...momentFacts('departure', 'departure', departure, origin, language),
    ...lengthFact('departure.countdown', 'until', between(now, departure) / minute),
    ...textFact('departure.gate', 'gate', cleanValue(gate ?? '', 20)),
    ...textFact('departure.terminal', 'terminal', cleanValue(terminal ?? '', 20)),
    ...coming,
    ...lengthFact('flight.duration', 'duration', length),
    ...(delayMinutesOf(flight) >= onTimeWithinMinutes
      ? lengthFact('flight.delay', 'delay', delayMinutesOf(flight))
      : []),
  ];
};

/**
 * The facts of one flight of a journey.
 * @param prefix what its names begin with: empty for the flight that was asked about.
 */
export const flightFacts = (
  flight: KnownFlight,
  {
    prefix,
    direction,
    language,
    now,
  }: {
    readonly prefix: string;
    readonly direction: Direction;
    readonly language: Language;
    readonly now: Instant;
  },
): readonly Fact[] =>
  [
    ...textFact('flight.number', 'flight', flight.flightNumber),
    ...placeFacts('origin', flight.origin.iata, language),
    ...placeFacts('destination', flight.destination.iata, language),
    ...timeFacts(flight, language, now),
  ].map((fact) => ({
    ...fact,
    name: `${prefix}${fact.name}`,
    direction,
    isOtherLeg: prefix !== '',
  }));
