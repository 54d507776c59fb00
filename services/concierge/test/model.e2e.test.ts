import { LLMock } from '@copilotkit/aimock';
import { composeLanguageModel } from '#shared/composition/language-model.ts';
import type { LanguageModelConfiguration } from '#shared/config.ts';
import { withDeadline } from '#shared/deadline.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import { someBreakers } from '#shared/testing/fakes.ts';
import { apiSpec, hasSpecs } from '#shared/testing/openapi.ts';
import { silentServer } from '#shared/testing/silent-server.ts';
import { segmentsOf } from './segments.ts';
import { aWorld, restOfQuestionMs } from './world.ts';

type Api = 'responses' | 'chat';

interface Request {
  readonly path: string;
  readonly body: unknown;
}

/** A world whose model is behind HTTP at this address. */
const worldWith = async (api: Api, url: string, settings: Readonly<Record<string, unknown>>) => {
  let composed: LanguageModel | null = null;
  const model = (): LanguageModel => {
    if (!composed) throw new InvariantBroken('the model is asked before it is there');
    return composed;
  };
  const world = await aWorld({
    agency: { settings },
    model: {
      complete: (request) => model().complete(request),
      transcribe: (request) => model().transcribe(request),
    },
  });
  const languageModel: LanguageModelConfiguration = {
    apiKey: 'a-key-for-tests',
    baseUrl: `${url}/v1`,
    api,
    model: 'some-model',
    reasoningEffort: null,
    embeddingModel: 'meaning-model',
    transcriptionModel: 'listening-model',
    prices: { input: 1, cachedInput: 1, output: 1 },
  };
  const requests: Request[] = [];
  const asked = Promise.withResolvers<void>();
  const recording: typeof fetch = async (input, init) => {
    requests.push({
      path: new URL(String(input)).pathname.replace('/v1', ''),
      body: JSON.parse(String(init?.body)),
    });
    asked.resolve();
    return fetch(input, init);
  };
  const { store, clock, log } = world;
  composed = composeLanguageModel(
    { access: { languageModel }, store, breakers: someBreakers(clock), clock, log },
    recording,
  ).model;
  return { world, requests, asked: asked.promise };
};

/** An open question is asked of a model that gives these answers over HTTP. */
const ask = async (
  api: Api,
  answers: readonly (object | string)[],
  { text = '¿Hay algo lindo para hacer?', settings = {} } = {},
) => {
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
  try {
    const { world, requests } = await worldWith(api, mock.url, settings);
    await world.write(text);
    await world.wait(restOfQuestionMs);
    expect(remaining).toEqual([]);
    return {
      world,
      requests,
      spent: await world.store.modelSpend.budget(world.agency.id, world.clock.now()),
    };
  } finally {
    await mock.stop();
  }
};

const saying = (line: string) => ({
  intents: [],
  day: null,
  documents: [],
  segments: segmentsOf(line),
  needs_person: false,
  confident: true,
});

const specification = hasSpecs ? apiSpec('openai-openapi.json') : null;
const problemsOf = ({ path, body }: Request): readonly string[] =>
  specification?.request('post', path)(body) ?? [];

describe.each(['responses', 'chat'] as const)('an open question over HTTP (%s)', (api) => {
  it('is answered with the facts that the answer refers to, and paid for', async () => {
    const { world, spent } = await ask(api, [
      saying('Tu vuelo sale a las {departure.time} de la puerta {departure.gate}.'),
    ]);
    expect(world.sentTexts()).toEqual(['Tu vuelo sale a las 16:20 (LHR) de la puerta A13.']);
    expect(spent.spentMicros).toBe(1200);
  });

  it('is answered from data where the model names what it means', async () => {
    const { world } = await ask(api, [{ ...saying(''), segments: [], intents: ['gate'] }], {
      text: 'che, ¿y el portón ese?',
    });
    expect(world.sentTexts()[0]).toContain('Puerta: *A13*');
  });

  it('is asked as the service’s own description says, and with nothing personal', async () => {
    const { requests } = await ask(api, ['nonsense', saying('Con calma y ropa cómoda.')], {
      text: 'Soy Ana Ruiz, DNI 30123456, ¿qué ropa conviene?',
    });
    expect(requests).toHaveLength(2);
    for (const request of requests) {
      expect(problemsOf(request)).toEqual([]);
      expect(JSON.stringify(request.body)).not.toMatch(/\bAna\b|Ruiz|30123456|5491155550200/);
      expect(JSON.stringify(request.body)).toContain('ropa');
    }
  });

  it('is asked once more where an answer claims something of its own', async () => {
    const { world, requests } = await ask(api, [
      saying('Tu vuelo fue cancelado.'),
      saying('Así está tu vuelo:\n{flight.status}'),
    ]);
    expect(requests).toHaveLength(2);
    expect(JSON.stringify(requests[1]?.body)).toContain('This cannot be sent.');
    expect(world.sentTexts()[0]).toContain('Por ahora sale a horario.');
  });

  it.each([
    ['ungrounded', [saying('Tu vuelo fue cancelado.'), saying('Cambié tu asiento.')]],
    ['invalid', ['{"segments": [', 'Sure! Your flight is at noon.']],
    ['invalid', [{ segments: 'x' }, { ...saying(''), segments: [{ text: 'a', fact: 'b' }] }]],
    ['needs_person', [{ ...saying(''), segments: [], needs_person: true }]],
  ])('goes to a person: %s', async (reason, answers) => {
    const { world } = await ask(api, answers);
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('prefiero no inventarla');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason }]);
    expect(JSON.stringify(world.log.lines)).not.toMatch(/cancelado|asiento|noon/);
  });

  it('goes to a person, and to no model, where the budget is spent', async () => {
    const { world, requests } = await ask(api, [], {
      settings: { rate_limiting: { model_usd_per_month: 0 } },
    });
    expect(requests).toEqual([]);
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'budget' }]);
  });

  it('keeps nobody waiting where the model never answers', async () => {
    const server = await silentServer();
    try {
      const { world, asked } = await worldWith(api, server.url, {});
      await world.write('¿Hay algo lindo para hacer?');
      const waiting = withDeadline(3_000, () => world.wait(restOfQuestionMs));
      await asked;
      await world.write('puerta?');
      expect(world.sentTexts()).toHaveLength(1);
      expect(world.sentTexts()[0]).toContain('Puerta: *A13*');
      await waiting;
      await world.deliver();
      expect(world.sentTexts()[1]).toContain('prefiero no inventarla');
      expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'unavailable' }]);
    } finally {
      await server.close();
    }
  });
});
