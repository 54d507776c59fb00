import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ServiceUnavailable } from '#shared/errors.ts';
import { createJwksIdentity } from '../jwks-identity.ts';

const userId = '3f0c2a53-5f2e-4a6e-9b0f-1a2b3c4d5e6f';

/** A project whose keys are published, as Supabase Auth does it. */
const aProject = async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  let isDown = false;
  const server = createServer((request, response) => {
    response.statusCode = isDown ? 503 : request.url?.endsWith('/jwks.json') ? 200 : 404;
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // The address that was given by `listen`.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const token = (
    claims: Readonly<Record<string, unknown>> = {},
    header: { alg?: string; kid?: string } = {},
    key: Parameters<SignJWT['sign']>[0] = privateKey,
  ) =>
    new SignJWT({
      sub: userId,
      email: 'Lucia@example.com',
      aud: 'authenticated',
      iss: `${url}/auth/v1`,
      exp: Math.floor(Date.now() / 1000) + 3600,
      role: 'authenticated',
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
      .sign(key);
  return {
    identity: createJwksIdentity(url),
    token,
    fail: () => {
      isDown = true;
    },
    close: () => new Promise((done) => server.close(done)),
  };
};

describe('tokens of Supabase Auth', () => {
  it('name who signs in, by the keys that the project publishes', async () => {
    const { identity, token, close } = await aProject();
    expect(await identity.verify(await token())).toEqual({
      userId,
      email: 'lucia@example.com',
      signInId: null,
    });
    await close();
  });

  it('sign in once for each link that was opened, as those of one machine do', async () => {
    const { identity, token, close } = await aProject();
    const signInIdOf = async (claims: object) =>
      (await identity.verify(await token({ ...claims })))?.signInId;
    expect(await signInIdOf({ session_id: 'of the link' })).toBe('of the link');
    expect(await signInIdOf({ sign_in_id: 'printed' })).toBe('printed');
    await close();
  });

  it('are refused where they are not the project’s own, or over, or of nobody', async () => {
    const { identity, token, close } = await aProject();
    const stranger = (await generateKeyPair('ES256')).privateKey;
    const secret = new TextEncoder().encode('a secret of thirty-two characters');
    const refused = await Promise.all([
      token({ exp: Math.floor(Date.now() / 1000) - 1 }),
      token({ iss: 'https://elsewhere.example/auth/v1' }),
      token({ aud: 'anon' }),
      token({ is_anonymous: true }),
      token({ email: undefined }),
      token({ email: '' }),
      token({}, {}, stranger),
      token({}, { kid: 'two' }),
      token({}, { alg: 'HS256' }, secret),
    ]);
    for (const one of [...refused, 'no token', '']) expect(await identity.verify(one)).toBeNull();
    await close();
  });

  it('say nothing while the keys cannot be fetched', async () => {
    const { identity, token, fail, close } = await aProject();
    fail();
    await expect(identity.verify(await token())).rejects.toThrow(ServiceUnavailable);
    await close();
  });
});
