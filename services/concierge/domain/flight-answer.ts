import { airport } from '#shared/domain/airports.ts';
import { duration } from '#shared/domain/duration.ts';
import { silentSince, zonesOf } from '#shared/domain/flight.ts';
import { between, type Instant, minute } from '#shared/domain/instant.ts';
import { formatMoment } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { Told } from '#shared/domain/message.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from './words/index.ts';

/** A smaller difference counts as on time. */
export const onTimeWithinMinutes = 5;

/** What is known of the flight of a trip, as well as it is known. */
export const knownOf = ({ trip, flight }: TripContext) => ({
  phase:
    flight?.phase ??
    (trip.status === 'cancelled'
      ? 'cancelled'
      : trip.status === 'departed'
        ? 'departed'
        : trip.status === 'landed'
          ? 'landed'
          : trip.status === 'diverted'
            ? 'diverted'
            : 'scheduled'),
  scheduled: flight?.scheduledDeparture ?? trip.scheduledDeparture ?? trip.departure,
  departure:
    flight?.departure ?? trip.estimatedDeparture ?? trip.scheduledDeparture ?? trip.departure,
  arrival: flight?.landedAt ?? flight?.arrival ?? trip.estimatedArrival,
  landedAt: flight?.landedAt ?? null,
  isOff: flight?.isOff ?? true,
  gate: flight?.gate ?? trip.gate,
  terminal: flight?.terminal ?? trip.terminal,
  belt: flight?.belt ?? null,
  divertedTo: flight?.divertedTo ?? null,
  confirmed: flight !== null || trip.scheduledDeparture !== null,
});

/** By how many minutes a flight is late; less than zero: it is early. */
export const delayMinutesOf = ({
  scheduled,
  departure,
}: {
  readonly scheduled: Instant;
  readonly departure: Instant;
}): number => Math.round(between(scheduled, departure) / minute);

/** A line of what is known about a flight. */
export type FlightLine =
  | 'flight'
  | 'departure'
  | 'gate'
  | 'terminal'
  | 'arrival'
  | 'duration'
  | 'belt'
  | 'state';

/** The lines that are said without being asked for, in their order. */
const usualLines: readonly FlightLine[] = [
  'flight',
  'departure',
  'gate',
  'terminal',
  'arrival',
  'belt',
  'state',
];

const linesOf = (
  context: TripContext,
  locale: Locale,
  now: Instant,
): {
  readonly asked: Partial<Record<FlightLine, string>>;
  readonly usual: readonly FlightLine[];
} => {
  const { trip } = context;
  const { flight: words, facts: more } = wordsIn[locale];
  const known = knownOf(context);
  const zones = zonesOf(trip, context.flight);
  const origin = { zone: zones.originZone, iata: trip.originIata };
  const destination = { zone: zones.destinationZone, iata: trip.destinationIata };
  const at = (instant: Instant, place: { zone: string; iata: string }) =>
    formatMoment(instant, place, languageOf(locale), { weekday: true });
  const hasLeft = known.phase === 'departed' || known.phase === 'landed';
  const delayMinutes = delayMinutesOf(known);
  const silent = silentSince(known, now);
  const state = (): string => {
    if (known.phase === 'landed') return words.hasLanded;
    if (silent !== null) return words.noNews(at(silent, hasLeft ? destination : origin));
    if (known.phase === 'departed') return known.isOff ? words.inTheAir : words.leftGate;
    if (!known.confirmed) return words.unconfirmed;
    if (delayMinutes >= onTimeWithinMinutes) return words.delayed(delayMinutes);
    return delayMinutes <= -onTimeWithinMinutes ? words.earlier(-delayMinutes) : words.onTime;
  };
  const gate = known.gate ? cleanValue(known.gate, 20) : '';
  const terminal = known.terminal ? cleanValue(known.terminal, 20) : '';
  const belt = known.belt ? cleanValue(known.belt, 20) : '';
  const isDown = known.phase === 'landed';
  const arrivalLabel = isDown ? words.landed : words.arrival;
  const flownMinutes =
    known.arrival === null ? 0 : Math.round(between(known.departure, known.arrival) / minute);
  return {
    asked: {
      flight: `✈️ *${trip.flightNumber} ${trip.originIata} → ${trip.destinationIata}*`,
      departure: `${hasLeft ? words.departed : words.departure}: *${at(known.departure, origin)}*`,
      gate: `${words.gate}: ${gate ? `*${gate}*` : words.noGate}`,
      terminal: `${words.terminal}: ${terminal ? `*${terminal}*` : more.noTerminal}`,
      ...(known.arrival && { arrival: `${arrivalLabel}: *${at(known.arrival, destination)}*` }),
      ...(flownMinutes > 0 && { duration: `${more.duration}: *${duration(flownMinutes)}*` }),
      belt: isDown ? `${words.belt}: ${belt ? `*${belt}*` : words.noBelt}` : more.notYetLanded,
      state: state(),
    },
    usual: usualLines.filter(
      (line) =>
        !(line === 'gate' && hasLeft) &&
        !(line === 'terminal' && (hasLeft || terminal === '')) &&
        !(line === 'belt' && !isDown),
    ),
  };
};

/** What there is to say of a flight that does not go where it should; null: it does. */
const upset = (context: TripContext, locale: Locale): string | null => {
  const { trip, agency } = context;
  const words = wordsIn[locale].flight;
  const { phase, departure, divertedTo } = knownOf(context);
  const name = cleanValue(agency.name, 60);
  const flight = `${trip.flightNumber} ${trip.originIata} → ${trip.destinationIata}`;
  if (phase === 'cancelled') {
    const { originZone: zone } = zonesOf(trip, context.flight);
    const at = formatMoment(departure, { zone, iata: trip.originIata }, languageOf(locale), {
      weekday: true,
    });
    return words.cancelled(flight, at, name);
  }
  if (phase !== 'diverted') return null;
  const city =
    divertedTo?.city ?? (divertedTo?.iata ? airport(divertedTo.iata)?.city : undefined) ?? null;
  const where =
    city && divertedTo?.iata
      ? `${cleanValue(city, 60)} (${divertedTo.iata})`
      : (city ?? divertedTo?.iata ?? null);
  return words.diverted(flight, where, name);
};

/**
 * Everything known about the flight of a trip, in the local times of its airports, what was asked
 * for before all else. Past the time for which something was expected it says that there is no news
 * of it, and nothing of now.
 */
export const flightAnswer = (
  context: TripContext,
  locale: Locale,
  now: Instant,
  first: readonly FlightLine[] = [],
): string => {
  const instead = upset(context, locale);
  if (instead !== null) return instead;
  const { asked, usual } = linesOf(context, locale, now);
  const textOf = (lines: readonly FlightLine[]) => lines.flatMap((line) => asked[line] ?? []);
  const leads: readonly FlightLine[] = [...new Set(first)];
  const rest = usual.filter((line) => !leads.includes(line));
  return [...(leads.length > 0 ? [...textOf(leads), ''] : []), ...textOf(rest)].join('\n').trim();
};

/**
 * The facts that the answer tells, so that they are not told again (RULES, first idea): only before
 * departure, and under the leg of the messages about the flight.
 */
export const toldByAnswer = (context: TripContext): Told => {
  const known = knownOf(context);
  const leg = context.ledger.findLast(({ told }) => told.leg !== undefined)?.told.leg;
  if (known.phase !== 'scheduled' || !known.confirmed || leg === undefined) return {};
  const { originZone: flightZone } = zonesOf(context.trip, context.flight);
  const isZoneOfRecord = flightZone !== context.trip.originZone;
  return {
    leg,
    ...(isZoneOfRecord && { zone: flightZone }),
    departure: known.departure,
    ...(known.gate === null ? {} : { gate: known.gate }),
    ...(known.terminal === null ? {} : { terminal: known.terminal }),
  };
};
