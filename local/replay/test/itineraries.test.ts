import { readFileSync } from 'node:fs';
import path from 'node:path';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { Scenario } from '../scenario.ts';

const file = path.join('local', 'replay', 'test', 'scenarios', 'landing-with-belt-and-stay.json');

const places = [
  {
    name: 'Prater',
    type: 'attraction',
    city: 'Viena',
    country: 'AT',
    opening_hours: '11-23',
    rating: 4.5,
  },
  { name: 'Albertina', type: 'museum', city: 'Wien' },
  { name: 'Steirereck', type: 'restaurant', city: 'Vienna', rating: 5, stars: 3 },
  { name: 'Prado', type: 'attraction', city: 'Madrid' },
  { city: 'Vienna' },
];
const replay = async (changes: object) => {
  const scenario = Scenario.parse({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes });
  const run = await runScenario(scenario);
  return { run, outcome: report(scenario, run) };
};

describe('a scenario with places of the agency', () => {
  it('has an itinerary of them, told once, half an hour after the booking', async () => {
    const { run, outcome } = await replay({ agency: { places } });
    expect(
      outcome.delivered.filter(({ type }) => type === 'itinerary_ready').map(({ at }) => at),
    ).toEqual(['2027-09-12T11:30:00.000Z']);
    const [trip] = run.store.inspect.trips();
    const stay = { journeyId: trip?.journeyId ?? '', stay: 'VIE' };
    const versions = await run.store.itineraries(run.agencyId, stay);
    expect(versions.map(({ version, origin }) => [version, origin])).toEqual([
      [1, 'agency_places'],
    ]);
    const titles = versions[0]?.days.flatMap(({ items }) => items.map(({ title }) => title));
    expect(titles?.sort()).toEqual(['Albertina', 'Prater', 'Steirereck']);
  });

  it('has no task where none of them is at the destination: the city is said once', async () => {
    const { run, outcome } = await replay({ agency: { places: [places[3]] } });
    expect(outcome.tasks).toEqual([]);
    expect(await run.store.placeGaps(run.agencyId)).toMatchObject([
      { city: 'Vienna', country: 'AT' },
    ]);
    expect(outcome.delivered.map(({ type }) => type)).not.toContain('itinerary_ready');
  });

  it('has neither without any', async () => {
    const { outcome } = await replay({});
    expect([
      outcome.tasks,
      outcome.delivered.filter(({ type }) => type === 'itinerary_ready'),
    ]).toEqual([[], []]);
  });
});
