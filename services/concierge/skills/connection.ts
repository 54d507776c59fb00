import { connectionAfter, connectionsBefore, readConnection } from '#shared/domain/connection.ts';
import { duration } from '#shared/domain/duration.ts';
import { zonesOf } from '#shared/domain/flight.ts';
import { minute } from '#shared/domain/instant.ts';
import { formatMoment } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** The change of planes that this flight brings, or follows, and how it stands. */
export const connection: Skill = ({ context, locale }) => {
  const { facts: words, flight: labels } = wordsIn[locale];
  const { legs } = context.journey;
  const leg = legs.find(({ tripId }) => tripId === context.trip.id);
  if (!leg) return null;
  const before = connectionsBefore(leg, legs)[0];
  const after = connectionAfter(leg, legs);
  const [first, second] = after ? [leg, after] : before ? [before, leg] : [null, null];
  if (!first || !second) return legs.length > 1 ? null : { text: words.connection.none };
  const { originZone: zone } = zonesOf(second, second.flight);
  const at = formatMoment(
    second.flight?.departure ?? second.departure,
    { zone, iata: second.originIata },
    languageOf(locale),
    { weekday: true },
  );
  const preferences = effectiveSettings(context.settings).notification_preferences;
  const reading = readConnection(first, second, preferences);
  const minutesOf = (ms: number) => duration(Math.max(0, Math.round(ms / minute)));
  const stands = () => {
    if (reading === null) return [];
    if (reading.status === 'missed') return [words.connection.missed];
    const says = reading.status === 'at_risk' ? words.connection.atRisk : words.connection.possible;
    return [says(minutesOf(reading.marginMs), minutesOf(reading.minimumMs))];
  };
  const gate = second.flight?.gate;
  const route = `${second.flightNumber} ${second.originIata} → ${second.destinationIata}`;
  return {
    text: [
      words.connection.next(route, at),
      ...(gate ? [`${labels.gate}: *${cleanValue(gate, 20)}*`] : []),
      ...stands(),
    ].join('\n'),
  };
};
