import { knownIn } from './answer-worlds.ts';

const textIn = (situation: string, language: 'es' | 'en' | 'pt', name: string) =>
  knownIn(situation, language).facts.get(name)?.text ?? null;

describe('a fact', () => {
  it.each([
    ['es', 'departure.time', '16:20 (LHR)'],
    ['es', 'departure.date', 'miércoles 3 mar'],
    ['en', 'departure.moment', 'Wed 3 Mar 16:20 (LHR)'],
    ['pt', 'arrival.moment', 'quarta 3 mar 19:15 (CPH)'],
    ['pt', 'destination.city', 'Copenhague'],
    ['en', 'flight.duration', '1 h 55 min'],
    ['en', 'departure.countdown', '5 h'],
    ['es', 'departure.gate', 'A13'],
    ['es', 'airport.time', '13:20 (LHR)'],
    ['es', 'hotel.name', 'Hotel Nimb'],
    ['en', 'hotel.check_in.time', '21:00'],
    ['es', 'emergency.number', '999 / 112'],
    ['es', 'agency.emergency_phone', '+541155550199'],
    ['en', 'leg2.flight.number', 'BA813'],
    ['es', 'now.destination.time', '12:20 (CPH)'],
  ] as const)('is written in %s as our sentences write it: %s', (language, name, text) =>
    expect(textIn('scheduled', language, name)).toBe(text),
  );

  it('is there only while it may be told', () => {
    for (const situation of ['cancelled', 'silent']) {
      const { facts, statuses } = knownIn(situation, 'es');
      expect([...facts.keys()].filter((name) => /^(?:departure|arrival)\./u.test(name))).toEqual(
        [],
      );
      expect(facts.has('flight.status')).toBe(true);
      expect(statuses.has('on_time')).toBe(false);
    }
    expect(textIn('landed', 'es', 'landed.time')).toBe('19:10 (CPH)');
    expect(textIn('landed', 'es', 'departure.gate')).toBeNull();
  });

  it('has the emergency number of where the traveller is', () => {
    expect(textIn('landed', 'es', 'emergency.number')).toBe('112');
  });

  it('says when to be at the airport by the earlier of ticket and estimate', () => {
    expect(textIn('delayed', 'en', 'departure.time')).toBe('17:20 (LHR)');
    expect(textIn('delayed', 'en', 'airport.time')).toBe('13:20 (LHR)');
    expect(textIn('delayed', 'en', 'flight.delay')).toBe('1 h');
  });
});
