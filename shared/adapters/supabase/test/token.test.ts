import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { ConfigurationError, InvariantBroken } from '#shared/errors.ts';
import { createTokens, operator, router } from '../token.ts';

const agency = '00000000-0000-4000-8000-000000000001';
const projectKey = async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = 'b2f1c2de-0000-4000-8000-000000000001';
  return {
    secret: JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: 'ES256' }),
    keySet: createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] }),
    kid,
  };
};

describe('tokens of the data API', () => {
  it('are signed by a private key that is found by its id in the project’s key set', async () => {
    const { secret, keySet, kid } = await projectKey();
    const tokenFor = createTokens(secret);
    const { payload, protectedHeader } = await jwtVerify(await tokenFor(agency), keySet);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid });
    expect(payload).toMatchObject({ role: 'agent', agency_id: agency });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect((await jwtVerify(await tokenFor(null), keySet)).payload).toMatchObject({
      role: 'system',
    });
  });

  it('are signed by a secret that both sides know, where there is no such key', async () => {
    const secret = 'a secret of at least thirty-two characters, for tests';
    const { protectedHeader } = await jwtVerify(
      await createTokens(secret)(agency),
      new TextEncoder().encode(secret),
    );
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
  });

  it('are of the operator and the router only where the process serves them', async () => {
    const secret = 'a secret of at least thirty-two characters, for tests';
    const tokenFor = createTokens(secret, [router]);
    expect(await tokenFor(router)).toEqual(expect.any(String));
    expect(() => tokenFor(operator)).toThrow('this process is never the operator');
    expect(() => createTokens(secret, [])(router)).toThrow(InvariantBroken);
  });

  it('are not made of a key of another kind, and its text is not repeated', async () => {
    const { secret } = await projectKey();
    const { d, ...publicPart } = JSON.parse(secret);
    for (const wrong of [JSON.stringify(publicPart), `{${d}`]) {
      expect(() => createTokens(wrong)).toThrow(ConfigurationError);
      expect(() => createTokens(wrong)).not.toThrow(String(d));
    }
  });
});
