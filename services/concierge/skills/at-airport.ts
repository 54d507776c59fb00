import { airportTime } from '#shared/domain/airport-time.ts';
import { duration } from '#shared/domain/duration.ts';
import { zonesOf } from '#shared/domain/flight.ts';
import { formatMoment, localClock, localDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { knownOf } from '../domain/flight-answer.ts';
import { transferLine } from '../domain/itinerary-answer.ts';
import { stayOf } from '../domain/trip-stay.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** When to be at the airport, and the ride there where one was sold; none of a flight that is gone. */
export const atAirport: Skill = ({ context, locale, now }) => {
  const words = wordsIn[locale].facts;
  const { trip } = context;
  const { phase, departure, scheduled } = knownOf(context);
  if (phase !== 'scheduled' || now >= departure) return { flight: ['state'] };
  const { at, hours } = airportTime(
    trip,
    { departure, ticket: scheduled },
    effectiveSettings(context.settings).notification_preferences.airport_lead_hours,
  );
  const { originZone: zone } = zonesOf(trip, context.flight);
  const moment = formatMoment(at, { zone, iata: trip.originIata }, languageOf(locale), {
    weekday: true,
  });
  const onTheDay = localDate(at, zone);
  const ride = (stayOf(context)?.sold.transfers ?? []).find(
    ({ start }) => start.slice(0, 10) === onTheDay && start.slice(11) <= localClock(at, zone),
  );
  return {
    text: [
      words.beAtAirport(moment, duration(hours * 60)),
      ride === undefined ? words.leaveInTime : transferLine(ride, null),
    ].join('\n'),
    flight: ['departure'],
  };
};
