import { Hono } from 'hono';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import { pause } from './pause.ts';

/** A request of the concierge that was answered; times are from `performance.now`. */
export interface ModelCall {
  readonly arrivedAt: number;
  readonly answeredAt: number;
  /** The body of the request. */
  readonly prompt: string;
}

/** A simulated language model with a fixed latency for questions; itineraries can be stalled. */
export interface BenchModel extends LocalServer {
  readonly calls: readonly ModelCall[];
  /** Requests for itineraries that are waiting now. */
  stalled(): number;
  /** From now on requests for itineraries are never answered; before, each is refused at once. */
  stall(): void;
}

/** In the words of the question's language: each is recognised by its material. */
const words = {
  Spanish: 'Con gusto: escribime por acá cuando quieras.',
  English: 'With pleasure: just write here whenever you like.',
  Portuguese: 'Com prazer: escreva por aqui quando quiser.',
};
const conciergeAnswer = (prompt: string) => ({
  intents: [],
  day: null,
  documents: [],
  segments: [
    {
      text: prompt.includes('Rioplatense')
        ? words.Spanish
        : prompt.includes('Brazilian')
          ? words.Portuguese
          : words.English,
    },
  ],
  needs_person: false,
  confident: true,
});
const responseOf = (content: object) => ({
  id: 'resp_bench',
  object: 'response',
  status: 'completed',
  output: [
    {
      type: 'message',
      id: 'msg_bench',
      role: 'assistant',
      status: 'completed',
      content: [content],
    },
  ],
  usage: { input_tokens: 900, output_tokens: 30, total_tokens: 930 },
});

/** Serves `POST /responses` on a loopback port. */
export const serveModel = async (latencyMs: number): Promise<BenchModel> => {
  const calls: ModelCall[] = [];
  let isStalling = false;
  let stalledCount = 0;
  const app = new Hono();
  app.post('/responses', async (c) => {
    const arrivedAt = performance.now();
    const prompt = await c.req.text();
    if (JSON.parse(prompt).text?.format?.name === 'concierge') {
      await pause(arrivedAt + latencyMs - performance.now());
      calls.push({ arrivedAt, answeredAt: performance.now(), prompt });
      return c.json(
        responseOf({
          type: 'output_text',
          text: JSON.stringify(conciergeAnswer(prompt)),
          annotations: [],
        }),
      );
    }
    if (!isStalling) return c.json(responseOf({ type: 'refusal', refusal: 'Not this one.' }));
    stalledCount += 1;
    // Waits until the client gives up.
    await new Promise<void>((resolve) =>
      c.req.raw.signal.addEventListener('abort', () => resolve()),
    );
    stalledCount -= 1;
    return new Response(null, { status: 499 });
  });
  return {
    ...(await serve(app, 0)),
    calls,
    stalled: () => stalledCount,
    stall: () => {
      isStalling = true;
    },
  };
};
