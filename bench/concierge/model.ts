import { Hono } from 'hono';
import { type Served, serve } from '#local/simulators/serve.ts';
import { pause } from './pause.ts';

/** One answered question of the concierge, in milliseconds of `performance.now`. */
export interface ModelCall {
  readonly arrivedAt: number;
  readonly answeredAt: number;
  /** What the model was given, as it came. */
  readonly asked: string;
}

/** A language model that always takes the same time over questions, and over itineraries as long as it is told to. */
export interface BenchModel extends Served {
  readonly calls: readonly ModelCall[];
  /** Itineraries that are being thought about at this moment. */
  stalled(): number;
  /** From now on an itinerary is never answered; before, it is refused at once. */
  stall(): void;
}

const answer = {
  answer: 'Con gusto: en la zona hay de todo.',
  needs_person: false,
  confident: true,
};
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

/** Serves `POST /responses` on this machine. */
export const serveModel = async (latencyMs: number): Promise<BenchModel> => {
  const calls: ModelCall[] = [];
  let stalls = false;
  let stalled = 0;
  const app = new Hono();
  app.post('/responses', async (c) => {
    const arrivedAt = performance.now();
    const asked = await c.req.text();
    if (JSON.parse(asked).text?.format?.name === 'concierge') {
      await pause(arrivedAt + latencyMs - performance.now());
      calls.push({ arrivedAt, answeredAt: performance.now(), asked });
      return c.json(
        responseOf({ type: 'output_text', text: JSON.stringify(answer), annotations: [] }),
      );
    }
    if (!stalls) return c.json(responseOf({ type: 'refusal', refusal: 'Not this one.' }));
    stalled += 1;
    // Until whoever asked hangs up.
    await new Promise<void>((done) => c.req.raw.signal.addEventListener('abort', () => done()));
    stalled -= 1;
    return c.body(null, 499 as never);
  });
  return {
    ...(await serve(app, 0)),
    calls,
    stalled: () => stalled,
    stall: () => {
      stalls = true;
    },
  };
};
