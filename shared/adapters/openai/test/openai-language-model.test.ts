import { z } from 'zod';
import { withDeadline } from '#shared/deadline.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { CompletionRequest, ModelTool } from '#shared/ports/language-model.ts';
import { silentServer } from '#shared/testing/silent-server.ts';
import { createOpenAiLanguageModel } from '../openai-language-model.ts';
import { aCall, aChat, aResponse, aText, openStub, optionsFor, type StubAnswer } from './stub.ts';

const Answer = z.object({ text: z.string(), sure: z.boolean().nullish() });
const question = (
  over: Partial<CompletionRequest<z.infer<typeof Answer>>> = {},
): CompletionRequest<z.infer<typeof Answer>> => ({
  purpose: 'concierge',
  agencyId: '00000000-0000-4000-8000-000000000001',
  instructions: 'Answer.',
  input: 'What time is it?',
  schema: Answer,
  maxOutputTokens: 200,
  timeoutMs: 2_000,
  ...over,
});
const gateTool = (run: ModelTool['run']): ModelTool => ({
  name: 'flight_status',
  description: 'The flight as it is known.',
  parameters: z.object({ day: z.string().nullable() }),
  run,
});

/** Asks a model whose server answers as scripted. */
const completeWith = async (
  answers: readonly StubAnswer[],
  over: Parameters<typeof question>[0] = {},
  options: Parameters<typeof optionsFor>[1] = {},
) => {
  const stub = await openStub(...answers);
  try {
    const completion = await createOpenAiLanguageModel(optionsFor(stub.baseUrl, options)).complete(
      question(over),
    );
    expect(stub.unused()).toBe(0);
    return { completion, requests: stub.requests, bodies: stub.requests.map(({ body }) => body) };
  } finally {
    await stub.close();
  }
};
const good = '{"text":"Noon","sure":true}';
const dialects = [
  ['responses', (text: string) => aResponse([aText(text)])],
  ['chat', (text: string) => aChat({ content: text })],
] as const;

describe.each(dialects)('the language model over %s', (api, answering) => {
  const ask = (answers: readonly StubAnswer[], over: Parameters<typeof question>[0] = {}) =>
    completeWith(answers, over, { api });

  it('answers in the shape asked for, and says what it cost', async () => {
    const { completion } = await ask([answering(good)]);
    expect(completion).toEqual({
      ok: true,
      value: { text: 'Noon', sure: true },
      toolUses: [],
      usage: {
        model: 'some-model',
        inputTokens: 100,
        cachedInputTokens: 40,
        outputTokens: 10,
        costMicros: 60 + 4 + 40,
      },
    });
  });

  it.each([
    ['a fence around it', `\`\`\`json\n${good}\n\`\`\``],
    ['blanks around it', `\n ${good} \n`],
    ['an optional field left out', '{"text":"Noon"}'],
  ])('takes an answer with %s', async (_, text) => {
    expect((await ask([answering(text)])).completion).toMatchObject({
      ok: true,
      value: { text: 'Noon' },
    });
  });

  it.each([
    ['is no JSON', 'It is noon.', 'not JSON'],
    ['has another shape', '{"answer":"Noon"}', 'text'],
    ['is cut in the middle', '{"text":"No', 'not JSON'],
  ])('calls an answer that %s invalid, with what a repair needs', async (_, text, mentions) => {
    const { completion } = await ask([answering(text)]);
    expect(completion).toMatchObject({
      ok: false,
      error: { reason: 'invalid', retryable: false, invalid: { output: text } },
      usage: { inputTokens: 100 },
    });
    expect(completion.ok || completion.error.invalid?.problem).toEqual(
      expect.stringContaining(mentions),
    );
  });

  it.each([{}, [], 'nonsense', { output: 'x', choices: 'y' }, { output: [], choices: [] }, null])(
    'calls a body like %j invalid',
    async (body) => {
      expect((await ask([{ body }])).completion).toMatchObject({
        ok: false,
        error: { reason: 'invalid' },
      });
    },
  );

  it('tries once more after an error of the service, then is unavailable', async () => {
    const down = { status: 500, body: { error: { message: 'down' } } };
    expect((await ask([down, answering(good)])).completion.ok).toBe(true);
    expect((await ask([down, down])).completion).toMatchObject({
      ok: false,
      error: { reason: 'unavailable', retryable: true },
    });
    expect((await ask(['cut', 'cut'])).completion).toMatchObject({
      ok: false,
      error: { reason: 'unavailable' },
    });
  });

  it('tries once more after a 429, and leaves a spent quota to the operator', async () => {
    const wait = (code: string) => ({
      status: 429,
      body: { error: { message: 'wait', type: 't', code } },
    });
    expect((await ask([wait('rate_limit_exceeded'), answering(good)])).completion.ok).toBe(true);
    const { completion } = await ask([wait('insufficient_quota'), wait('insufficient_quota')]);
    expect(completion).toMatchObject({
      ok: false,
      error: { reason: 'unavailable', retryable: false, actor: 'operator' },
    });
  });

  it('does not try again what the operator has to mend', async () => {
    for (const status of [400, 401, 403, 404])
      expect(
        (await ask([{ status, body: { error: { message: 'no' } } }])).completion,
      ).toMatchObject({
        ok: false,
        error: { reason: 'unavailable', actor: 'operator' },
      });
  });

  it('ends when nobody answers', async () => {
    const { completion } = await ask(['silence'], { timeoutMs: 150 });
    expect(completion).toMatchObject({ ok: false, error: { reason: 'unavailable' } });
  });

  it.each(['at once', 'after its headers'] as const)(
    'ends before the turn does where the service falls silent %s',
    async (silence) => {
      const server = await silentServer(silence);
      const model = createOpenAiLanguageModel(optionsFor(`${server.url}/v1`, { api }));
      const audio = { agencyId: 'a', audio: new Uint8Array([1]), contentType: 'audio/ogg' };
      const completions = await withDeadline(400, () =>
        Promise.all([
          model.complete(question({ timeoutMs: 60_000 })),
          model.transcribe({ ...audio, timeoutMs: 60_000 }),
        ]),
      );
      for (const completion of completions)
        expect(completion).toMatchObject({ ok: false, error: { reason: 'unavailable' } });
      expect(server.asked()).toBe(2);
      await server.close();
    },
  );

  it('says nothing of the question, the answer or the key in its error', async () => {
    const { completion } = await ask([answering('It is noon.')]);
    expect(completion.ok ? '' : completion.error.message).not.toMatch(/noon|time|key/i);
  });
});

describe('the language model over responses', () => {
  it('asks for a strict shape, stores nothing, and sends nothing else', async () => {
    const { requests } = await completeWith([aResponse([aText(good)])]);
    expect(requests).toMatchObject([
      { path: '/v1/responses', authorization: 'Bearer a-key-for-tests' },
    ]);
    expect(requests[0]?.body).toEqual({
      model: 'some-model',
      instructions: 'Answer.',
      input: [{ role: 'user', content: 'What time is it?' }],
      store: false,
      max_output_tokens: 200,
      text: {
        format: {
          type: 'json_schema',
          name: 'concierge',
          strict: true,
          schema: expect.objectContaining({
            type: 'object',
            required: ['text', 'sure'],
            additionalProperties: false,
          }),
        },
      },
    });
  });

  it('tells a refusal, a cut and a failure apart', async () => {
    const refusal = {
      type: 'message',
      id: 'm',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'refusal', refusal: 'No.' }],
    };
    const reasonOf = async (answer: StubAnswer) => {
      const { completion } = await completeWith([answer]);
      return completion.ok ? 'ok' : completion.error.reason;
    };
    expect(await reasonOf(aResponse([refusal]))).toBe('refused');
    expect(
      await reasonOf(
        aResponse([aText('{"te')], {
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
        }),
      ),
    ).toBe('truncated');
    expect(
      await reasonOf(
        aResponse([], { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }),
      ),
    ).toBe('refused');
    expect(
      await reasonOf(
        aResponse([], { status: 'failed', error: { code: 'server_error', message: 'x' } }),
      ),
    ).toBe('unavailable');
  });

  it('lets the model look things up, and sends back only what the service takes', async () => {
    const run = jest.fn(async () => ({ gate: 'A13' }));
    const { completion, bodies } = await completeWith(
      [
        aResponse([
          { type: 'reasoning', id: 'rs_1', summary: [] },
          aCall('flight_status', { day: null }),
        ]),
        aResponse([aText(good)]),
      ],
      { tools: [gateTool(run)] },
    );
    expect(run).toHaveBeenCalledWith({ day: null });
    expect(completion).toMatchObject({
      ok: true,
      toolUses: [{ tool: 'flight_status', result: { gate: 'A13' } }],
      usage: { inputTokens: 200, outputTokens: 20 },
    });
    expect(bodies[1]?.['input']).toEqual([
      { role: 'user', content: 'What time is it?' },
      {
        type: 'function_call',
        call_id: 'call_1',
        name: 'flight_status',
        arguments: '{"day":null}',
      },
      { type: 'function_call_output', call_id: 'call_1', output: '{"gate":"A13"}' },
    ]);
    expect(JSON.stringify(bodies)).not.toContain('parsed_arguments');
  });

  it('gives a model that reasons its reasoning back', async () => {
    const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' };
    const { bodies } = await completeWith(
      [aResponse([thought, aCall('flight_status', { day: null })]), aResponse([aText(good)])],
      { tools: [gateTool(async () => null)] },
      { reasoningEffort: 'low' },
    );
    expect(bodies[0]).toMatchObject({
      reasoning: { effort: 'low' },
      include: ['reasoning.encrypted_content'],
    });
    expect(bodies[1]?.['input']).toContainEqual(thought);
  });

  it('runs no tool that was not offered, and none with arguments of another form', async () => {
    const run = jest.fn(async () => 'secret');
    const { completion, bodies } = await completeWith(
      [
        aResponse([
          aCall('read_trip', { agency: 'another' }, 'a'),
          aCall('flight_status', { day: 7 }, 'b'),
          aCall('flight_status', '{"day', 'c'),
        ]),
        aResponse([aText(good)]),
      ],
      { tools: [gateTool(run)] },
    );
    expect(run).not.toHaveBeenCalled();
    expect(completion.ok).toBe(true);
    const toolResults = JSON.stringify(bodies[1]?.['input']);
    expect(toolResults).toContain('there is no such tool');
    expect(toolResults.match(/invalid arguments/g)).toHaveLength(2);
  });

  it('gives up on a model that never comes to its answer', async () => {
    const again = aResponse([aCall('flight_status', { day: null })]);
    const { completion } = await completeWith([again, again, again, again, again], {
      tools: [gateTool(async () => 1)],
    });
    expect(completion).toMatchObject({
      ok: false,
      error: { reason: 'invalid' },
      usage: { inputTokens: 500 },
    });
  });

  it('does not take a tool of ours that cannot read for a failure of the model', async () => {
    const broken = gateTool(async () => {
      throw new ServiceUnavailable('database', 'down');
    });
    await expect(
      completeWith([aResponse([aCall('flight_status', { day: null })])], { tools: [broken] }),
    ).rejects.toThrow(ServiceUnavailable);
  });
});

describe('the language model over chat completions', () => {
  const chat = { api: 'chat' } as const;

  it('tells a refusal and a cut apart', async () => {
    expect((await completeWith([aChat({ refusal: 'No.' })], {}, chat)).completion).toMatchObject({
      error: { reason: 'refused' },
    });
    expect(
      (await completeWith([aChat({ content: '{"te' }, 'length')], {}, chat)).completion,
    ).toMatchObject({ error: { reason: 'truncated' } });
    expect((await completeWith([aChat({}, 'content_filter')], {}, chat)).completion).toMatchObject({
      error: { reason: 'refused' },
    });
  });

  it('lets the model look things up', async () => {
    const call = {
      id: 'c1',
      type: 'function',
      function: { name: 'flight_status', arguments: '{"day":"today"}' },
    };
    const { completion, bodies } = await completeWith(
      [aChat({ tool_calls: [call] }, 'tool_calls'), aChat({ content: good })],
      {
        tools: [gateTool(async ({ day }) => ({ day }))],
        input: [
          { role: 'assistant', text: 'Hello' },
          { role: 'user', text: 'Gate?' },
        ],
      },
      chat,
    );
    expect(completion).toMatchObject({ ok: true, toolUses: [{ result: { day: 'today' } }] });
    expect(bodies[1]?.['messages']).toEqual([
      { role: 'system', content: 'Answer.' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Gate?' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: '{"day":"today"}' },
    ]);
  });
});

describe('a voice note', () => {
  const transcribed = async (...answers: readonly StubAnswer[]) => {
    const stub = await openStub(...answers);
    try {
      const model = createOpenAiLanguageModel(optionsFor(stub.baseUrl));
      const completion = await model.transcribe({
        agencyId: 'a',
        audio: new Uint8Array([1, 2, 3]),
        contentType: 'audio/ogg',
        timeoutMs: 1_000,
      });
      return { completion, requests: stub.requests };
    } finally {
      await stub.close();
    }
  };

  it('is written down', async () => {
    const { completion, requests } = await transcribed({
      body: {
        text: '¿A qué hora sale?',
        usage: { type: 'tokens', input_tokens: 50, output_tokens: 5 },
      },
    });
    expect(completion).toMatchObject({
      ok: true,
      value: '¿A qué hora sale?',
      usage: { model: 'listening-model', costMicros: 70 },
    });
    expect(requests[0]?.path).toBe('/v1/audio/transcriptions');
    expect(String(requests[0]?.body['raw'])).toContain('filename="voice.ogg"');
  });

  it('is not, where the server cannot listen', async () => {
    expect((await transcribed({ status: 404, body: {} })).completion).toMatchObject({
      ok: false,
      error: { reason: 'unavailable' },
    });
    expect((await transcribed({ body: {} })).completion).toMatchObject({
      ok: false,
      error: { reason: 'invalid' },
    });
  });
});
