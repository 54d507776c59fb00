import { runScenario } from '#local/replay/run.ts';
import { Scenario } from '#local/replay/scenario.ts';
import { createAeroApiSimulator } from '#local/simulators/aeroapi/simulator.ts';
import { aeroapiFlightData } from '#shared/adapters/aeroapi/aeroapi-flight-data.ts';

/** Books a flight for the next day with the real agents, whose AeroAPI is the simulator. */
const book = async (flightNumber: string, originIata: string) => {
  const scenario = Scenario.parse({
    name: `${flightNumber} from ${originIata}`,
    until: '2027-03-02T12:00:00Z',
    trips: [
      {
        key: 'a',
        bookedAt: '2027-03-01T12:00:00Z',
        clientName: 'Ana Ruiz',
        whatsapp: '+5491155550100',
        flightNumber,
        originIata,
        destinationIata: 'BRC',
        departure: '2027-03-02T15:00',
      },
    ],
  });
  const run = await runScenario(scenario, (clock) => {
    const { app, timetable, expectFlight } = createAeroApiSimulator({ clock });
    const flight = {
      designator: flightNumber,
      origin: originIata,
      destination: 'BRC',
      departure: '2027-03-02T18:00:00.000Z',
    };
    // As a booking is registered on one machine.
    if (timetable.flies(flight)) expectFlight({ ...flight, story: 'on_time' });
    return aeroapiFlightData({
      baseUrl: 'http://aeroapi.localhost',
      apiKey: 'any',
      clock,
      fetch: async (url, init) =>
        app.request(String(url).replace('http://aeroapi.localhost', ''), init),
    });
  });
  return {
    tasks: await run.store.tasks(run.agencyId, { limit: 10 }),
    statuses: run.store.inspect.trips().map(({ status }) => status),
  };
};

describe('a booking at the flight simulator', () => {
  it('is found where number and route are in the timetable', async () => {
    expect(await book('AR1684', 'AEP')).toEqual({ tasks: [], statuses: ['scheduled'] });
  });

  it('is not found with a wrong digit, and a task says so', async () => {
    const { tasks } = await book('AR1784', 'AEP');
    expect(tasks.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['not_found open']);
  });

  it('is found at the other airport of the city, which a task asks to confirm', async () => {
    const { tasks } = await book('AR1684', 'EZE');
    expect(tasks).toMatchObject([
      {
        kind: 'found_elsewhere',
        state: 'open',
        facts: { booked: { originIata: 'EZE' }, found: { originIata: 'AEP' } },
      },
    ]);
  });
});
