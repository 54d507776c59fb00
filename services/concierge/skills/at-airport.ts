import { isDomestic } from '#shared/domain/domestic.ts';
import { duration } from '#shared/domain/duration.ts';
import { zonesOf } from '#shared/domain/flight.ts';
import { earliest, hour, plus } from '#shared/domain/instant.ts';
import { formatMoment, localClock, localDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { knownOf } from '../domain/flight-answer.ts';
import { transferLine } from '../domain/itinerary-answer.ts';
import { stayOf } from '../domain/trip-stay.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/**
 * When to be at the airport: so long before the departure, or before that of the ticket where it is
 * late, since check-in keeps its time; and the ride there, where one was sold.
 */
export const atAirport: Skill = ({ context, locale }) => {
  const words = wordsIn[locale].facts;
  const { trip } = context;
  const { phase, departure, scheduled } = knownOf(context);
  if (phase !== 'scheduled') return { flight: ['state'] };
  const { domestic, international } = effectiveSettings(context.settings).notification_preferences
    .airport_lead_hours;
  const hours = isDomestic(trip.originIata, trip.destinationIata) ? domestic : international;
  const { originZone: zone } = zonesOf(trip, context.flight);
  const at = plus(earliest(departure, scheduled) ?? departure, -hours * hour);
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
