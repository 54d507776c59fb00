import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT } from 'jose';

/** A mail with a link that signs in. */
interface Mail {
  readonly to: string;
  readonly link: string;
}

const lifeSeconds = 3_600;

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/**
 * As much of Supabase Auth as signing in by a mailed link uses, as its API description
 * (github.com/supabase/auth, openapi.yaml) and its code (internal/api/verify.go) have it: `/otp`,
 * `/verify` with the implicit flow, and the keys of its tokens.
 */
export class SupabaseAuth {
  readonly publishableKey = 'sb_publishable_of_tests';
  /** What was mailed, the latest last. */
  readonly mails: Mail[] = [];
  /** The redirect URLs of the project; anything else leads to the first one. */
  redirectUrls: readonly string[] = [];
  readonly #server: Server;
  readonly #key: KeyObject;
  readonly #jwks: string;
  readonly #users = new Map<string, string>();
  /** Of links that were not opened yet. */
  readonly #tokens = new Map<string, string>();

  private constructor(key: KeyObject, jwks: string) {
    this.#key = key;
    this.#jwks = jwks;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
  }

  static async open(): Promise<SupabaseAuth> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'one' };
    const auth = new SupabaseAuth(privateKey, JSON.stringify({ keys: [jwk] }));
    await new Promise<void>((done) => auth.#server.listen(0, '127.0.0.1', done));
    return auth;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const send = (status: number, body: string, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, {
          'content-type': 'application/json',
          'access-control-allow-origin': '*',
          'access-control-allow-headers': 'apikey, authorization, content-type, x-client-info',
          ...headers,
        })
        .end(body);
    };
    const redirectTo = searchParams.get('redirect_to') ?? '';
    const back = this.redirectUrls.includes(redirectTo) ? redirectTo : `${this.redirectUrls[0]}`;
    const lead = (said: Readonly<Record<string, string>>): void =>
      send(303, '', { location: `${back}#${new URLSearchParams(said)}` });
    if (request.method === 'OPTIONS') return send(204, '');
    switch (`${request.method} ${pathname}`) {
      case 'GET /auth/v1/.well-known/jwks.json':
        return send(200, this.#jwks);
      case 'POST /auth/v1/otp': {
        if (request.headers['apikey'] !== this.publishableKey)
          return send(401, '{"message":"Invalid API key"}');
        const { email, create_user: mayBeNew } = JSON.parse(await textOf(request));
        if (!this.#users.has(email) && mayBeNew !== true)
          return send(
            422,
            '{"code":422,"error_code":"otp_disabled","msg":"Signups not allowed for otp"}',
          );
        const type = this.#users.has(email) ? 'magiclink' : 'signup';
        const token = randomBytes(28).toString('hex');
        this.#tokens.set(token, email);
        const query = new URLSearchParams({ token, type, redirect_to: redirectTo });
        this.mails.push({ to: email, link: `${this.url}/auth/v1/verify?${query}` });
        return send(200, '{}');
      }
      case 'GET /auth/v1/verify': {
        const token = searchParams.get('token') ?? '';
        const email = this.#tokens.get(token);
        this.#tokens.delete(token);
        if (email === undefined)
          return lead({
            error: 'access_denied',
            error_code: 'otp_expired',
            error_description: 'Email link is invalid or has expired',
          });
        return lead({
          access_token: await this.#accessToken(email),
          expires_at: `${Math.floor(Date.now() / 1000) + lifeSeconds}`,
          expires_in: `${lifeSeconds}`,
          refresh_token: randomBytes(9).toString('base64url'),
          token_type: 'bearer',
          type: searchParams.get('type') ?? '',
        });
      }
      default:
        return send(404, '{"message":"Not Found"}');
    }
  }

  #accessToken(email: string): Promise<string> {
    const id = this.#users.get(email) ?? randomUUID();
    this.#users.set(email, id);
    return new SignJWT({
      email,
      phone: '',
      app_metadata: { provider: 'email', providers: ['email'] },
      user_metadata: { email, email_verified: true, sub: id },
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: 'otp', timestamp: Math.floor(Date.now() / 1000) }],
      session_id: randomUUID(),
      is_anonymous: false,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'JWT' })
      .setIssuer(`${this.url}/auth/v1`)
      .setAudience('authenticated')
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds} s`)
      .sign(this.#key);
  }
}
