import { cityName } from '#shared/domain/city-names.ts';
import { duration } from '#shared/domain/duration.ts';
import { zonesOf } from '#shared/domain/flight.ts';
import { epoch, minute } from '#shared/domain/instant.ts';
import { localClock } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import { zoneOffset } from '#shared/domain/zone-offset.ts';
import { wordsIn } from '../domain/words/index.ts';
import { noSlots, type Skill, type SkillSituation } from './skill.ts';

interface Town {
  readonly name: string;
  readonly zone: string;
}

/** Where the trip leads, and where the journey began. */
const townsOf = ({
  context,
  locale,
}: SkillSituation): { readonly there: Town; readonly home: Town } => {
  const { trip } = context;
  const language = languageOf(locale);
  const [first] = context.journey.legs;
  const home = first ?? trip;
  // On the way home the other end is where they come from.
  const isGoingHome = home.originIata === trip.destinationIata;
  const thereIata = isGoingHome ? trip.originIata : trip.destinationIata;
  const zones = zonesOf(trip, context.flight);
  return {
    there: {
      name: cityName(thereIata, language) ?? thereIata,
      zone: isGoingHome ? zones.originZone : zones.destinationZone,
    },
    home: {
      name: cityName(home.originIata, language) ?? home.originIata,
      zone: home.originZone,
    },
  };
};

const differenceText = (situation: SkillSituation): string => {
  const words = wordsIn[situation.locale].facts;
  const { there, home } = townsOf(situation);
  const at = epoch(situation.now);
  const minutes = Math.round((zoneOffset(at, there.zone) - zoneOffset(at, home.zone)) / minute);
  if (minutes === 0) return words.sameTime(there.name, home.name);
  const says = minutes > 0 ? words.ahead : words.behind;
  return says(there.name, home.name, duration(Math.abs(minutes)));
};

/** What the clocks show where the trip leads, and at home. */
export const localTime: Skill = (situation) => {
  const words = wordsIn[situation.locale].facts;
  const { there, home } = townsOf(situation);
  const lines = [there, home].map(({ name, zone }) =>
    words.localTime(localClock(situation.now, zone), name),
  );
  return { text: [...new Set(lines)].join('\n') };
};

/** How far the clocks there are from those at home, and what they show. */
export const timeDifference: Skill = (situation) => ({
  text: `${differenceText(situation)}\n${localTime(situation, noSlots)?.text ?? ''}`,
});
