import type { MetricName } from '#shared/ports/meter.ts';
import { measuredFetch } from '../measured-fetch.ts';

const measuring = (answer: () => Promise<Response>) => {
  const recorded: (readonly [MetricName, number])[] = [];
  const times = [1_000, 1_250];
  const fetch = measuredFetch(
    answer,
    {
      count: (name, by = 1) => void recorded.push([name, by]),
      seconds: (name, value) => void recorded.push([name, value]),
    },
    () => times.shift() ?? 0,
  );
  return { fetch, recorded };
};

describe('a call of the data API', () => {
  it('is timed', async () => {
    const { fetch, recorded } = measuring(async () => new Response('{}'));
    await fetch('https://project.invalid');
    expect(recorded).toEqual([['DataApiSeconds', 0.25]]);
  });

  it.each([
    ['that was the server’s fault', async () => new Response(null, { status: 503 })],
    [
      'that was never answered',
      async (): Promise<Response> => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('%s is counted as well', async (_, answer) => {
    const { fetch, recorded } = measuring(answer);
    await fetch('https://project.invalid').catch(() => undefined);
    expect(recorded).toEqual([
      ['DataApiFailures', 1],
      ['DataApiSeconds', 0.25],
    ]);
  });
});
