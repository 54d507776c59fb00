import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { aFlightFacts, aTripContext } from '#shared/testing/builders.ts';
import { flightAnswer } from '../domain/flight-answer.ts';
import { atAirport } from '../skills/at-airport.ts';
import { noSlots, type SkillSituation } from '../skills/skill.ts';

const situationOf = (flight: FlightFacts, now: string): SkillSituation => {
  const context = aTripContext({ flight });
  return {
    context,
    contexts: [context],
    links: new Map(),
    stayLink: null,
    places: [],
    locale: 'en',
    now,
  };
};

describe('the answer about a flight', () => {
  it('shows what the clocks at its airports show, by the zones of the matched record', () => {
    const place = (iata: string, zone: string) => ({ iata, zone, city: null, name: null });
    const flight = aFlightFacts({
      origin: place('LHR', 'Asia/Dubai'),
      destination: place('CPH', 'Asia/Tokyo'),
    });
    const text = flightAnswer(aTripContext({ flight }), 'en', flight.observedAt);
    expect(text).toContain('Wed 3 Mar 20:20 (LHR)');
    expect(text).toContain('Thu 4 Mar 03:15 (CPH)');
  });

  it.each([
    ['es', 'No hay novedades del vuelo desde'],
    ['en', 'There has been no news of it since'],
    ['pt', 'Não há notícias do voo desde'],
  ] as const)('tells nothing as present once it should have left (%s)', (language, words) => {
    const flight = aFlightFacts();
    const says = (now: string) => flightAnswer(aTripContext({ flight }), language, now);
    expect(says(flight.departure)).not.toContain(words);
    expect(says(plus(flight.departure, 1))).toContain(words);
  });

  it('does not say that it is in the air once it should have landed', () => {
    const flight = aFlightFacts({ phase: 'departed' });
    const says = (now: string) => flightAnswer(aTripContext({ flight }), 'en', now);
    expect(says(plus(flight.departure, hour))).toContain('It is in the air.');
    const late = says(plus(flight.departure, 5 * hour));
    expect(late).not.toContain('in the air');
    expect(late).toContain('no news of it since Wed 3 Mar 19:15 (CPH)');
  });

  it('does not say that it is in the air while it is out and not off', () => {
    const flight = aFlightFacts({ phase: 'departed', isOff: false });
    expect(flightAnswer(aTripContext({ flight }), 'en', flight.departure)).toContain(
      'has not taken off yet',
    );
  });
});

describe('when to be at the airport', () => {
  it('is told of a flight that is still to leave', () => {
    const flight = aFlightFacts();
    const says = (now: string) => {
      const answer = atAirport(situationOf(flight, now), noSlots);
      return { says: answer?.text?.includes('13:20 (LHR)') ?? false, flight: answer?.flight };
    };
    expect(says(plus(flight.departure, -hour))).toEqual({ says: true, flight: ['departure'] });
    expect(says(plus(flight.departure, hour))).toEqual({ says: false, flight: ['state'] });
  });
});
