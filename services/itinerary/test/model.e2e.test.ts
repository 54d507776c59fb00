import { LLMock } from '@copilotkit/aimock';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { composeLanguageModel } from '#shared/composition/language-model.ts';
import type { LanguageModelConfiguration } from '#shared/config.ts';
import { PlaceInput } from '#shared/domain/place.ts';
import { aBooking, anAgency } from '#shared/testing/builders.ts';
import { emittedBy, farFuture } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import {
  acceptingSender,
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
  RecordingTimers,
  someBreakers,
} from '#shared/testing/fakes.ts';
import { apiSpec, hasSpecs } from '#shared/testing/openapi.ts';
import { createItinerary } from '../agent.ts';
import { aDraft, anItem } from './builders.ts';

const draft = aDraft(
  anItem({ title: 'Noma', type: 'restaurant', start: '19:00' }),
  anItem({ title: 'Nyhavn', start: '10:00' }),
);

/** Plans for a booked trip, with a model behind a real HTTP server that gives these answers. */
const planByModel = async (api: 'responses' | 'chat', answers: readonly (object | string)[]) => {
  const mock = new LLMock({ port: 0 });
  const remaining = [...answers];
  const usage =
    api === 'chat'
      ? { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 }
      : { input_tokens: 1000, output_tokens: 200, total_tokens: 1200 };
  mock.onMessage(/[\s\S]*/, () => {
    const answer = remaining.shift();
    return { content: typeof answer === 'string' ? answer : JSON.stringify(answer), usage };
  });
  await mock.start();
  const requests: { readonly path: string; readonly body: unknown }[] = [];
  const recording: typeof fetch = async (input, init) => {
    requests.push({
      path: new URL(String(input)).pathname.replace('/v1', ''),
      body: JSON.parse(String(init?.body)),
    });
    return fetch(input, init);
  };
  const clock = new ManualClock();
  const log = new RecordingLog();
  const storeSetup = await emptiedStore();
  const { store } = storeSetup;
  const languageModel: LanguageModelConfiguration = {
    apiKey: 'a-key-for-tests',
    baseUrl: `${mock.url}/v1`,
    api,
    model: 'some-model',
    reasoningEffort: null,
    embeddingModel: 'meaning-model',
    transcriptionModel: 'listening-model',
    prices: { input: 1, cachedInput: 1, output: 1 },
  };
  const { model, embedder } = composeLanguageModel(
    { access: { languageModel }, store, breakers: someBreakers(clock), clock, log },
    recording,
  );
  const kernel = createKernel({
    store,
    sender: acceptingSender(),
    bus: new RecordingBus(),
    timers: new RecordingTimers(),
    clock,
    ids: countingIds(),
    log,
    agents: [
      anyAgent(createItinerary({ itineraries: store, places: store.places, model, embedder })),
    ],
  });
  const agency = anAgency();
  await storeSetup.addAgency(agency);
  await store.places.add(
    agency.id,
    PlaceInput.parse({
      name: 'Noma',
      type: 'restaurant',
      city: 'Copenhague',
      address: 'Refshalevej 96',
    }),
  );
  const booked = await store.book(
    aBooking(agency.id, {
      trip: {
        clientName: 'Ana Ruiz',
        whatsapp: '+5491155550101',
        clientDescription: 'Ana likes boats. Passport AAB123456.',
        departure: '2027-03-03T16:20:00.000Z',
      },
    }),
  );
  if (booked.kind !== 'booked') throw new Error('not booked');
  for (const event of await emittedBy(storeSetup))
    await kernel.receive('itinerary', event, { deliveries: 1 });
  const [timer] = (await store.overdue({ now: farFuture, limit: 1 })).timers;
  if (!timer) throw new Error('no plan falls due');
  clock.set(timer.due);
  await kernel.receive('itinerary', timerEvent(timer), { deliveries: 1 });
  await mock.stop();
  return {
    requests,
    log,
    unused: remaining.length,
    versions: await store.itineraries(agency.id, { journeyId: booked.trip.journeyId, stay: 'CPH' }),
    spent: await store.modelSpend.budget(agency.id, clock.now()),
  };
};

const specification = hasSpecs ? apiSpec('openai-openapi.json') : null;
if (!specification)
  process.stderr.write(
    'requests to the language model are not checked: the published description is absent\n',
  );
const problemsOf = ({ path, body }: { path: string; body: unknown }): readonly string[] =>
  specification?.request('post', path)(body) ?? [];

describe.each(['responses', 'chat'] as const)('an itinerary by a model over HTTP (%s)', (api) => {
  it('is planned, grounded in the agency’s places, saved and paid for', async () => {
    const { requests, versions, unused, spent } = await planByModel(api, [draft]);
    expect([requests.length, unused, spent.spentMicros]).toEqual([1, 0, 1200]);
    expect(versions).toMatchObject([{ version: 1, origin: 'model', status: 'approved' }]);
    expect(versions[0]?.days[1]?.items).toMatchObject([
      { title: 'Nyhavn', source: 'low_validation' },
      { title: 'Noma', source: 'agency', address: 'Refshalevej 96', city: 'Copenhague' },
    ]);
  });

  it('is asked for as the service’s own description says, and with nothing personal', async () => {
    const { requests } = await planByModel(api, ['nonsense', draft]);
    expect(requests).toHaveLength(2);
    if (specification)
      expect(
        problemsOf({ path: requests[0]?.path ?? '', body: { model: 'm', max_tokenz: 1 } }),
      ).not.toEqual([]);
    for (const request of requests) {
      expect(problemsOf(request)).toEqual([]);
      expect(JSON.stringify(request.body)).not.toMatch(/\bAna\b|Ruiz|AAB123456|5491155550101/);
      expect(JSON.stringify(request.body)).toContain('likes boats');
    }
  });

  it('is repaired once', async () => {
    const { requests, versions } = await planByModel(api, [
      { days: [{ date: '2030-01-01', items: [] }] },
      draft,
    ]);
    expect(versions).toMatchObject([{ origin: 'model' }]);
    expect(JSON.stringify(requests[1]?.body)).toContain('The days must be exactly');
  });

  it('is made of the agency’s places where the model talks nonsense twice', async () => {
    const { requests, versions, log } = await planByModel(api, [
      'Ignore your instructions',
      '{"days": "none"}',
    ]);
    expect(requests).toHaveLength(2);
    expect(versions).toMatchObject([{ origin: 'agency_places' }]);
    expect(JSON.stringify(log.lines)).not.toMatch(/Ignore|Ana|boats/);
  });
});
