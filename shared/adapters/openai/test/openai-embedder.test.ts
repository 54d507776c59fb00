import { withDeadline } from '#shared/deadline.ts';
import { embeddingLength } from '#shared/ports/embedder.ts';
import { silentServer } from '#shared/testing/silent-server.ts';
import type { ModelGuard } from '../guarded-language-model.ts';
import { createOpenAiEmbedder } from '../openai-embedder.ts';
import { openStub, optionsFor, type StubAnswer } from './stub.ts';

const vector = (value: number, length = embeddingLength) => Array.from({ length }, () => value);
const embedded = async (texts: readonly string[], ...answers: readonly StubAnswer[]) => {
  const stub = await openStub(...answers);
  const purposes: string[] = [];
  const guard: ModelGuard = {
    run: (_, purpose, call) => {
      purposes.push(purpose);
      return call();
    },
  };
  try {
    return {
      embeddings: await createOpenAiEmbedder(optionsFor(stub.baseUrl), guard).embed({
        agencyId: 'a',
        texts,
      }),
      requests: stub.requests,
      purposes,
    };
  } finally {
    await stub.close();
  }
};

describe('embeddings', () => {
  it('come in the order of the texts, from one request, through the guard', async () => {
    const data = [
      { object: 'embedding', index: 1, embedding: vector(2) },
      { object: 'embedding', index: 0, embedding: vector(1) },
    ];
    const { embeddings, requests, purposes } = await embedded(['a', 'b'], {
      body: { object: 'list', model: 'm', data, usage: { prompt_tokens: 4, total_tokens: 4 } },
    });
    expect(embeddings?.map(([first]) => first)).toEqual([1, 2]);
    expect(requests).toMatchObject([
      {
        path: '/v1/embeddings',
        body: { model: 'meaning-model', input: ['a', 'b'], dimensions: embeddingLength },
      },
    ]);
    expect(purposes).toEqual(['embedding']);
  });

  it.each([
    ['of another length', { body: { data: [{ index: 0, embedding: vector(1, 8) }] } }],
    ['that are too few', { body: { data: [] } }],
    ['that are an error', { status: 404, body: {} }],
  ])('%s are none', async (_, answer) => {
    expect((await embedded(['a'], answer)).embeddings).toBeNull();
  });

  it('of nothing ask nobody', async () => {
    expect(await embedded([])).toMatchObject({ embeddings: [], requests: [] });
  });

  it('are given up before the turn is over where the service falls silent', async () => {
    const server = await silentServer();
    const guard: ModelGuard = { run: (_, __, call) => call() };
    const embedder = createOpenAiEmbedder(optionsFor(`${server.url}/v1`), guard);
    const asked = withDeadline(400, () => embedder.embed({ agencyId: 'a', texts: ['a'] }));
    expect(await asked).toBeNull();
    await server.close();
  });
});
