import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenAiOptions } from '../client.ts';

/** One answer of the stub: a status with a body, a connection that is cut, or silence. */
export type StubAnswer =
  | {
      readonly status?: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'cut'
  | 'silence';

/** A request as it came over the wire. */
export interface StubRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

const readBody = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return Object(JSON.parse(text));
  } catch {
    return { raw: text };
  }
};

/**
 * A server on this machine that answers as scripted, in order; a request beyond the script is
 * answered 418 and remembered.
 */
export const openStub = async (...answers: readonly StubAnswer[]) => {
  const left = [...answers];
  const requests: StubRequest[] = [];
  const server: Server = createServer(async (request, response) => {
    requests.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: await readBody(request),
    });
    const answer = left.shift() ?? {
      status: 418,
      body: { error: { message: 'not in the script' } },
    };
    if (answer === 'silence') return;
    if (answer === 'cut') {
      request.socket.destroy();
      return;
    }
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response
      .writeHead(answer.status ?? 200, {
        'content-type': 'application/json',
        'retry-after-ms': '1',
        ...answer.headers,
      })
      .end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    unused: () => left.length,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

/** Options for a stub. */
export const optionsFor = (baseUrl: string, over: Partial<OpenAiOptions> = {}): OpenAiOptions => ({
  apiKey: 'a-key-for-tests',
  baseUrl,
  api: 'responses',
  model: 'some-model',
  transcriptionModel: 'listening-model',
  embeddingModel: 'meaning-model',
  reasoningEffort: null,
  prices: { input: 1, cachedInput: 0.1, output: 4 },
  ...over,
});

/** An answer of `POST /responses` with these output items. */
export const aResponse = (
  output: readonly unknown[],
  over: Readonly<Record<string, unknown>> = {},
) => ({
  body: {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: 'some-model',
    error: null,
    incomplete_details: null,
    output,
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40 },
      output_tokens: 10,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 110,
    },
    ...over,
  },
});
export const aText = (text: string) => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
});
export const aCall = (name: string, parameters: unknown, id = 'call_1') => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  name,
  arguments: typeof parameters === 'string' ? parameters : JSON.stringify(parameters),
  status: 'completed',
});

/** An answer of `POST /chat/completions`. */
export const aChat = (message: Readonly<Record<string, unknown>>, finish = 'stop') => ({
  body: {
    id: 'chat_1',
    object: 'chat.completion',
    created: 1,
    model: 'some-model',
    choices: [
      {
        index: 0,
        finish_reason: finish,
        logprobs: null,
        message: { role: 'assistant', content: null, refusal: null, ...message },
      },
    ],
    usage: {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      prompt_tokens_details: { cached_tokens: 40 },
    },
  },
});
