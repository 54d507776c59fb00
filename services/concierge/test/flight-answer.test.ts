import { aFlightFacts, aTripContext } from '#shared/testing/builders.ts';
import { flightAnswer } from '../domain/flight-answer.ts';

describe('the answer about a flight', () => {
  it('shows what the clocks at its airports show, by the zones of the matched record', () => {
    const place = (iata: string, zone: string) => ({ iata, zone, city: null, name: null });
    const flight = aFlightFacts({
      origin: place('LHR', 'Asia/Dubai'),
      destination: place('CPH', 'Asia/Tokyo'),
    });
    const text = flightAnswer(aTripContext({ flight }), 'en');
    expect(text).toContain('Wed 3 Mar 20:20 (LHR)');
    expect(text).toContain('Thu 4 Mar 03:15 (CPH)');
  });
});
