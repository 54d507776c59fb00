import type { FlightStory } from '#shared/domain/flight-story.ts';
import type { FlightOfDay, FlightSandbox, TellOutcome } from '#shared/ports/flight-sandbox.ts';
import { failingNumberRoutes, sandboxRoutes } from '../routes/sandbox.ts';
import { anApi, mistakes } from './harness.ts';

const story: FlightStory = {
  flightKey: 'BA820/LHR-CPH/2027-03-03',
  scheduledDeparture: '2027-03-03T16:20:00.000Z',
  now: '2027-03-03T10:00:00.000Z',
  status: 'Scheduled',
  happened: [],
  toCome: [{ at: '2027-03-03T16:20:00.000Z', type: 'depart', told: false }],
};
const path = '/sandbox/flights/BA820-LHR-CPH-2027-03-03/story';

/** An API whose sandbox knows BA820 alone, and records what it is told. */
const withSandbox = async (outcome: TellOutcome = { kind: 'told', story }) => {
  const told: unknown[] = [];
  const isKnown = ({ designator }: FlightOfDay): boolean => designator === 'BA820';
  const sandbox: FlightSandbox = {
    story: async (flight) => (isKnown(flight) ? story : null),
    tell: async (flight, items) => {
      if (!isKnown(flight)) return { kind: 'unknown-flight' };
      told.push(flight, ...items);
      return outcome;
    },
    takeBack: async (flight) => (isKnown(flight) ? story : null),
    timetable: () => [
      { carrier: 'BA', origin: 'LHR', destination: 'CPH', numbers: [820], weekdays: [2] },
      { carrier: 'SK', origin: 'CPH', destination: 'LHR', numbers: [501], weekdays: [2] },
    ],
  };
  const numbers = [{ phone: '+5491155550190', what: 'not on WhatsApp', code: 63024 }];
  const moreRoutes = [...sandboxRoutes(sandbox), ...failingNumberRoutes(numbers)];
  return { ...(await anApi({ moreRoutes })), told };
};

describe('the sandbox', () => {
  it('is not there where the services are real', async () => {
    const { south, send } = await anApi();
    expect((await south.ask('POST', path, { type: 'cancel' })).status).toBe(404);
    const { json, text } = await send('GET', '/openapi.json');
    expect(
      Object.keys(Object(json['paths'])).filter((each) => each.startsWith('/sandbox')),
    ).toEqual([]);
    expect(text).not.toContain('Sandbox');
  });

  it('has its numbers where only messages are simulated', async () => {
    const { south } = await anApi({ moreRoutes: failingNumberRoutes([]) });
    expect((await south.ask('GET', '/sandbox/numbers')).status).toBe(200);
    expect((await south.ask('GET', '/sandbox/timetable')).status).toBe(404);
  });

  it('is documented where it is there', async () => {
    const { send } = await withSandbox();
    const { json } = await send('GET', '/openapi.json');
    const operation = Object(json['paths'])['/sandbox/flights/{key}/story'].post;
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining(['200', '401', '404', '409', '422', '429']),
    );
    expect(operation.requestBody.content['application/json'].example).toHaveLength(3);
    expect((await send('GET', '/docs')).text).toContain('Let something happen to a flight');
  });

  it('needs an API key', async () => {
    const { send } = await withSandbox();
    for (const address of [path, '/sandbox/timetable', '/sandbox/numbers'])
      expect((await send('GET', address)).status).toBe(401);
  });

  it('is told one item, or several, of a flight by its key', async () => {
    const { south, told } = await withSandbox();
    const one = await south.ask('POST', path, { type: 'delay', minutes: 90 });
    expect([one.status, one.json]).toEqual([200, story]);
    const key = encodeURIComponent('BA820/LHR-CPH/2027-03-03/16');
    await south.ask('POST', `/sandbox/flights/${key}/story`, [
      { type: 'gate', gate: 'B22', after: 5 },
      { type: 'divert', airport: 'HAM', at: '2027-03-03T18:00:00Z' },
    ]);
    const flight = { designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03' };
    expect(told).toEqual([
      flight,
      { item: { type: 'delay', minutes: 90 }, at: null, afterMs: null },
      flight,
      { item: { type: 'gate', gate: 'B22' }, at: null, afterMs: 300_000 },
      { item: { type: 'divert', airport: 'HAM' }, at: '2027-03-03T18:00:00.000Z', afterMs: null },
    ]);
  });

  it.each([
    [{ type: 'explode' }, '#/type invalid_value'],
    [{ type: 'delay' }, '#/minutes required'],
    [{ type: 'delay', minutes: -5 }, '#/minutes too_small'],
    [{ type: 'cancel', gate: 'B22' }, '#/gate not_for_type'],
    [{ type: 'gate', gate: '<b>' }, '#/gate invalid_format'],
    [{ type: 'divert', airport: 'hamburg' }, '#/airport invalid_format'],
    [{ type: 'cancel', at: 'tomorrow' }, '#/at invalid_format'],
    [{ type: 'cancel', after: 5, at: '2027-03-03T18:00:00Z' }, '#/after two_times'],
    [{ type: 'cancel', when: 'now' }, '#/when unknown_field'],
    [[{ type: 'cancel' }, { type: 'belt' }], '#/1/belt required'],
    [[], '# too_small'],
  ])('refuses %j by name', async (body, mistake) => {
    const { south, told } = await withSandbox();
    const answer = await south.ask('POST', path, body);
    expect([answer.status, mistakes(answer)]).toEqual([422, [mistake]]);
    expect(told).toEqual([]);
  });

  it('says why something cannot happen, and where it was said', async () => {
    const { south } = await withSandbox({
      kind: 'impossible',
      items: [{ nth: 1, reason: 'it landed at 18:02 (LHR)' }],
    });
    const answer = await south.ask('POST', path, [{ type: 'land' }, { type: 'gate', gate: 'B22' }]);
    expect([answer.status, answer.json['type'], answer.json['errors']]).toEqual([
      409,
      '/docs#impossible-story',
      [{ pointer: '#/1', code: 'impossible', message: 'it landed at 18:02 (LHR)' }],
    ]);
    const past = await withSandbox({ kind: 'in-the-past', nth: 0 });
    expect(
      mistakes(await past.south.ask('POST', path, { type: 'cancel', at: '2020-01-01T00:00:00Z' })),
    ).toEqual(['#/at in_the_past']);
    const nowhere = await withSandbox({ kind: 'unknown-airport', nth: 0 });
    expect(
      mistakes(await nowhere.south.ask('POST', path, [{ type: 'divert', airport: 'QQQ' }])),
    ).toEqual(['#/0/airport unknown_airport']);
  });

  it.each(['BA9820-LHR-CPH-2027-03-03', 'BA820', 'nonsense', 'BA820-LHR-2027-03-03'])(
    'has no flight %s',
    async (key) => {
      const { south } = await withSandbox();
      for (const method of ['GET', 'POST', 'DELETE'])
        expect(
          (
            await south.ask(
              method,
              `/sandbox/flights/${key}/story`,
              method === 'POST' ? { type: 'cancel' } : undefined,
            )
          ).status,
        ).toBe(404);
    },
  );

  it('shows and takes back a story, and lists flights and numbers', async () => {
    const { south } = await withSandbox();
    expect((await south.ask('GET', path)).json).toEqual(story);
    expect((await south.ask('DELETE', path)).json).toEqual(story);
    expect((await south.ask('GET', '/sandbox/timetable?carrier=SK')).json['items']).toMatchObject([
      { origin: 'CPH', numbers: [501] },
    ]);
    expect((await south.ask('GET', '/sandbox/timetable?origin=lhr')).status).toBe(400);
    expect((await south.ask('GET', '/sandbox/numbers')).json['items']).toMatchObject([
      { code: 63024 },
    ]);
  });
});
