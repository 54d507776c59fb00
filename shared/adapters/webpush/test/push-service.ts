import {
  createDecipheriv,
  createECDH,
  createHmac,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { jwtVerify } from 'jose';
import type { PushSubscription } from '#shared/ports/push-subscriptions.ts';

/** A message as the browser shows it. */
export interface ShownPush {
  readonly payload: unknown;
  readonly headers: IncomingHttpHeaders;
  /** Of the token that signs it (RFC 8292). */
  readonly audience: unknown;
  readonly contact: unknown;
}

interface SubscribedBrowser {
  readonly pair: ECDH;
  readonly auth: Buffer;
}

const hmac = (key: Buffer, ...parts: readonly Buffer[]): Buffer =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest();

/** Opens what was sealed for a browser: RFC 8291 §3.4 over RFC 8188 §2, by its text. */
const opened = ({ pair, auth }: SubscribedBrowser, body: Buffer): unknown => {
  const salt = body.subarray(0, 16);
  const idLength = body[20] ?? 0;
  const sender = body.subarray(21, 21 + idLength);
  const sealed = body.subarray(21 + idLength);
  const own = pair.getPublicKey();
  const shared = hmac(auth, pair.computeSecret(sender));
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender, Buffer.from([1])]);
  const material = hmac(shared, keyInfo);
  const derive = (info: string, length: number) =>
    Buffer.from(hkdfSync('sha256', material, salt, `Content-Encoding: ${info}\0`, length));
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // A record ends with 2 where it is the last one, and with zeros after that.
  return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString('utf8'));
};

/** A push service of this machine with its browsers: it checks signatures and opens messages. */
export const aPushService = async (publicKey: string) => {
  const browsers = new Map<string, SubscribedBrowser>();
  const shown: ShownPush[] = [];
  /** What it answers for a browser; others are shown the message. */
  const answers = new Map<string, number>();
  const point = Buffer.from(publicKey, 'base64url');
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const name = request.url ?? '';
    const status = answers.get(name);
    const browser = browsers.get(name);
    if (status !== undefined || !browser) {
      response.writeHead(status ?? 404, status === 302 ? { location: '/stolen' } : {}).end();
      return;
    }
    const [, token = '', k = ''] =
      /^vapid t=([^,]+), ?k=(.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const { payload } = await jwtVerify(token, key);
    if (k !== publicKey) throw new Error('signed by another key');
    shown.push({
      payload: opened(browser, body),
      headers: request.headers,
      audience: payload.aud,
      contact: payload.sub,
    });
    response.writeHead(201).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    shown,
    /** A browser subscribes; `answer`: what the service answers for it instead. */
    subscribe: (name: string, answer?: number): PushSubscription => {
      const pair = createECDH('prime256v1');
      const p256dh = pair.generateKeys('base64url', 'uncompressed');
      const auth = randomBytes(16);
      browsers.set(`/${name}`, { pair, auth });
      if (answer !== undefined) answers.set(`/${name}`, answer);
      return { endpoint: `${url}/${name}`, p256dh, auth: auth.toString('base64url') };
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
