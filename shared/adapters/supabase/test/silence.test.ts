import { randomUUID } from 'node:crypto';
import { withDeadline } from '#shared/deadline.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { testSealing } from '#shared/testing/sealing.ts';
import { silentServer } from '#shared/testing/silent-server.ts';
import { createSupabaseDocumentStore } from '../document-store.ts';
import { createSupabaseStore } from '../store.ts';

const shortMs = 200;
/** Longer than a test may take. */
const longMs = 120_000;

describe.each(['at once', 'after its headers'] as const)(
  'a data API that falls silent %s',
  (silence) => {
    let server: Awaited<ReturnType<typeof silentServer>>;
    beforeEach(async () => {
      server = await silentServer(silence);
    });
    afterEach(() => server.close());
    const options = (timeoutMs: number) => ({
      url: server.url,
      apiKey: 'a-key',
      jwtSecret: 'a secret of at least thirty-two characters, for tests',
      timeoutMs,
    });
    const reading = (timeoutMs: number) =>
      createSupabaseStore({
        ...options(timeoutMs),
        sealing: testSealing(options(timeoutMs)),
      }).trip(randomUUID(), randomUUID());
    const fetching = (timeoutMs: number) =>
      createSupabaseDocumentStore({
        ...options(timeoutMs),
        clock: { now: () => new Date().toISOString() },
      }).get(`${randomUUID()}/${randomUUID()}/a.pdf`);

    it.each([
      ['function', reading],
      ['file', fetching],
    ])('is unavailable to whoever asks for a %s, after its time', async (_, ask) => {
      await expect(ask(shortMs)).rejects.toBeInstanceOf(ServiceUnavailable);
    });

    it.each([
      ['function', reading],
      ['file', fetching],
    ])('is unavailable to a turn that asks for a %s, before the turn is over', async (_, ask) => {
      const turn = withDeadline<unknown>(shortMs, () => ask(longMs));
      await expect(turn).rejects.toBeInstanceOf(ServiceUnavailable);
    });
  },
);
