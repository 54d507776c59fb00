import { zonesOf } from '#shared/domain/flight.ts';
import { formatDate, formatMoment } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** All flights of the journey, by departure, and the date of the return where no flight has it. */
export const allFlights: Skill = ({ context, locale }) => {
  const words = wordsIn[locale].facts;
  const language = languageOf(locale);
  const { legs } = context.journey;
  const lines = legs.map((leg) => {
    const { originZone: zone } = zonesOf(leg, leg.flight);
    const at = formatMoment(
      leg.flight?.departure ?? leg.departure,
      { zone, iata: leg.originIata },
      language,
      { weekday: true },
    );
    const isCancelled = leg.status === 'cancelled' || leg.flight?.phase === 'cancelled';
    const route = `*${leg.flightNumber}* ${leg.originIata} → ${leg.destinationIata}`;
    return `• ${route}: ${at}${isCancelled ? ` (${words.isCancelled})` : ''}`;
  });
  const { returnDate } = context.trip;
  return {
    text: [
      words.flights,
      ...lines,
      ...(legs.length === 1 && returnDate !== null
        ? [
            '',
            words.onlyReturnDate(
              formatDate(returnDate, language),
              cleanValue(context.agency.name, 60),
            ),
          ]
        : []),
    ].join('\n'),
  };
};
