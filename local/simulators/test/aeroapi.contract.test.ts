import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { stories } from '../aeroapi/stories.ts';
import { aeroApiWorld, body } from './worlds.ts';

describeWithSpecs('the flight simulator speaks AeroAPI as FlightAware describes it', () => {
  const spec = apiSpec('aeroapi-source-bilte.yaml');
  const flights = spec.response('get', '/flights/{ident}', 200);
  const error = spec.response('get', '/flights/{ident}', 400);

  test('at every moment of every story', async () => {
    const isPush = spec.at(
      ...[
        'paths',
        '/alerts/endpoint',
        'put',
        'callbacks',
        'deliver_alert',
        'registered endpoint',
        'post',
        'requestBody',
        'content',
      ],
      'application/json',
      'schema',
    );
    let pushes = 0;
    for (const story of stories) {
      const world = aeroApiWorld('2027-03-03T06:00:00.000Z');
      world.sim.expectFlight({
        designator: 'BA820',
        origin: 'LHR',
        destination: 'CPH',
        departure: '2027-03-03T16:20:00.000Z',
        story,
      });
      await world.put('/alerts/endpoint', { url: 'http://127.0.0.1:1/hook' });
      await world.post('/alerts', {
        ident: 'BA820',
        events: { cancelled: true, departure: true, arrival: true, diverted: true },
      });
      for (let quarter = 0; quarter < 64; quarter += 1) {
        expect(flights(await body(world.get('/flights/BAW820?ident_type=designator')))).toEqual([]);
        world.advance(15);
        await world.sim.push();
      }
      for (const push of world.pushes) expect(isPush(push)).toEqual([]);
      pushes += world.pushes.length;
    }
    expect(pushes).toBeGreaterThan(stories.length);
  });

  test('in what it refuses', async () => {
    const world = aeroApiWorld();
    expect(error(await body(world.get('/flights/BA820?start=yesterday')))).toEqual([]);
    expect(error(await body(world.get('/flights/BA820', '')))).toEqual([]);
    expect(
      spec.response('post', '/alerts', 400)(await body(world.post('/alerts', { ident: 'BA820' }))),
    ).toEqual([]);
    expect(
      spec.response(
        'put',
        '/alerts/{id}',
        404,
      )(await body(world.put('/alerts/7', { ident: 'BA820' }))),
    ).toEqual([]);
  });

  test('in the list of alerts', async () => {
    const world = aeroApiWorld();
    const request = {
      ident: 'BA820',
      origin: 'LHR',
      start: '2027-03-03',
      end: '2027-03-03',
      events: { cancelled: true },
      target_url: 'http://127.0.0.1:1/hook',
    };
    await world.post('/alerts', request);
    expect(spec.response('get', '/alerts', 200)(await body(world.get('/alerts')))).toEqual([]);
    expect(
      spec.response('get', '/alerts/{id}', 200)(await body(world.get('/alerts/1001'))),
    ).toEqual([]);
  });

  test('and a field that the description does not know would be noticed', async () => {
    const answer = await body(aeroApiWorld().get('/flights/BA820'));
    expect(flights({ ...answer, flight: [] })).not.toEqual([]);
    const [first] = answer.flights;
    expect(flights({ ...answer, flights: [{ ...first, gate: 'A1' }] })).not.toEqual([]);
    expect(flights({ ...answer, flights: [{ ...first, cancelled: null }] })).not.toEqual([]);
  });

  const fixtures = join(import.meta.dirname, '../../../../shared/fixtures/aeroapi');
  const recorded = existsSync(fixtures)
    ? readdirSync(fixtures).filter((file) => file.startsWith('noodnik2__'))
    : [];
  test.each(recorded)('the recorded answer %s passes the same check', (file) => {
    const answer: unknown = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
    expect(flights(answer)).toEqual([]);
  });
});
