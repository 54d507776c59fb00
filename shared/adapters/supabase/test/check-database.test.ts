import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { checkDatabase } from '../check-database.ts';

describe('the check of a database', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());
  const check = async (over: Partial<Parameters<typeof checkDatabase>[0]> = {}) =>
    (
      await checkDatabase({
        url: 'http://bauhaus.localhost',
        apiKey: 'in-process',
        jwtSecret: testJwtSecret,
        fetch: h.fetch,
        documents: createMemoryDocumentStore(),
        ...over,
      })
    ).map(({ problem }) => problem);

  it('finds nothing where everything is as it should be', async () => {
    expect(await check()).toEqual([null, null, null, null]);
  });

  it('finds another secret, and says what to do', async () => {
    const [system, agent, anonymous] = await check({
      jwtSecret: 'another secret of thirty-two characters or more',
    });
    expect([system, agent]).toEqual([
      expect.stringMatching(/not allowed .*legacy JWT/),
      expect.stringMatching(/not allowed .*legacy JWT/),
    ]);
    expect(anonymous).toBeNull();
  });

  it('finds that anybody is let in, and files that cannot be written', async () => {
    const documents = createMemoryDocumentStore();
    const problems = await check({
      fetch: async () => new Response('{}', { status: 200 }),
      documents: {
        ...documents,
        put: async () => {
          throw new ServiceUnavailable('documents', 'the file could not be written');
        },
      },
    });
    expect(problems.slice(2)).toEqual([
      expect.stringContaining('anon'),
      expect.stringContaining('schema storage'),
    ]);
  });
});
