import { KMSClient } from '@aws-sdk/client-kms';
import { createAdaptorServer } from '@hono/node-server';
import { ServiceUnavailable, WrongKey } from '#shared/errors.ts';
import { describeKeyring } from '#shared/testing/keyring-contract.ts';
import { answerKms } from '#shared/testing/kms-stub.ts';
import { testKeyring } from '#shared/testing/sealing.ts';
import { createKmsKeyring } from '../kms.ts';

const owner = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';
const server = createAdaptorServer({
  fetch: async (request) => {
    const target = request.headers.get('x-amz-target') ?? '';
    const answer = await answerKms(target, await request.json());
    return answer
      ? Response.json(answer.body, { status: answer.status })
      : new Response(null, { status: 500 });
  },
});
const kms = (keyId: string, port?: number) => {
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  return createKmsKeyring({
    keyId,
    client: new KMSClient({
      endpoint: `http://127.0.0.1:${port ?? own}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
  });
};
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
afterAll(() => new Promise<void>((done) => server.close(() => done())));

describeKeyring('a master key in the process', async () => testKeyring);
describeKeyring('KMS', async () => kms('alias/sealing'));

describe('KMS', () => {
  it('whose key is gone makes none', async () => {
    await expect(kms('alias/lost').create(owner)).rejects.toThrow(WrongKey);
  });

  it('that does not answer is unavailable', async () => {
    await expect(kms('alias/sealing', 9).create(owner)).rejects.toThrow(ServiceUnavailable);
  });
});
