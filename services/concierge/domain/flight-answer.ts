import { airport } from '#shared/domain/airports.ts';
import { silentSince, zonesOf } from '#shared/domain/flight.ts';
import { between, type Instant, minute } from '#shared/domain/instant.ts';
import { formatMoment } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { Told } from '#shared/domain/message.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from './words/index.ts';

/** A smaller difference counts as on time. */
const onTimeWithinMinutes = 5;

/** What is known of the flight of a trip, the tracker's facts before the booking's. */
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

/**
 * Everything known about the flight of a trip, in the local times of its airports. Past the time
 * for which something was expected it says that there is no news of it, and nothing of now.
 */
export const flightAnswer = (context: TripContext, locale: Locale, now: Instant): string => {
  const { trip, agency } = context;
  const words = wordsIn[locale].flight;
  const known = knownOf(context);
  const zones = zonesOf(trip, context.flight);
  const origin = { zone: zones.originZone, iata: trip.originIata };
  const destination = { zone: zones.destinationZone, iata: trip.destinationIata };
  const at = (instant: Instant, place: { zone: string; iata: string }) =>
    formatMoment(instant, place, languageOf(locale), { weekday: true });
  const flight = `${trip.flightNumber} ${trip.originIata} → ${trip.destinationIata}`;
  if (known.phase === 'cancelled')
    return words.cancelled(flight, at(known.departure, origin), cleanValue(agency.name, 60));
  if (known.phase === 'diverted') {
    const { divertedTo } = known;
    const city =
      divertedTo?.city ?? (divertedTo?.iata ? airport(divertedTo.iata)?.city : undefined) ?? null;
    const where =
      city && divertedTo?.iata
        ? `${cleanValue(city, 60)} (${divertedTo.iata})`
        : (city ?? divertedTo?.iata ?? null);
    return words.diverted(flight, where, cleanValue(agency.name, 60));
  }
  const hasLeft = known.phase === 'departed' || known.phase === 'landed';
  const delayMinutes = Math.round(between(known.scheduled, known.departure) / minute);
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
  const arrival = known.arrival ? at(known.arrival, destination) : '';
  const arrivalLabel = known.phase === 'landed' ? words.landed : words.arrival;
  const belt = known.belt ? cleanValue(known.belt, 20) : '';
  return [
    `✈️ *${flight}*`,
    `${hasLeft ? words.departed : words.departure}: *${at(known.departure, origin)}*`,
    ...(hasLeft ? [] : [`${words.gate}: ${gate ? `*${gate}*` : words.noGate}`]),
    ...(terminal && !hasLeft ? [`${words.terminal}: *${terminal}*`] : []),
    ...(arrival ? [`${arrivalLabel}: ${hasLeft ? `*${arrival}*` : arrival}`] : []),
    ...(known.phase === 'landed' ? [`${words.belt}: ${belt ? `*${belt}*` : words.noBelt}`] : []),
    state(),
  ].join('\n');
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
