import http from 'node:http';
import https from 'node:https';
import { allowedMs, reserves } from '#shared/deadline.ts';

/** A complete answer, of any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** One HTTP request. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Called right before the request is written; `false` leaves it unwritten. */
  readonly mayWrite?: () => boolean;
}

/** No usable answer came. An unwritten request was certainly not acted on. */
export class NoAnswer extends Error {
  readonly written: boolean;
  /** A system error code such as `ECONNREFUSED`; or `timeout`, `deadline`. */
  readonly code: string;
  constructor(written: boolean, code: string, options?: ErrorOptions) {
    super(`${code} ${written ? 'after' : 'before'} the request was written`, options);
    this.name = 'NoAnswer';
    this.written = written;
    this.code = code;
  }
}

const maxBodyBytes = 8 * 1024 * 1024;
const agentOptions = { keepAlive: true, maxFreeSockets: 64 };
const agents = { 'http:': new http.Agent(agentOptions), 'https:': new https.Agent(agentOptions) };

/** Closes the connections kept open for later requests. */
export const closeConnections = (): void => {
  for (const agent of Object.values(agents)) agent.destroy();
};

/**
 * Makes one request, without retries or redirects. Nothing is written before the connection is
 * established, so that every failure tells whether the request was written; a client that writes
 * while connecting cannot tell.
 * @throws NoAnswer
 */
export const call = (request: HttpCall): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const isSecure = new URL(request.url).protocol === 'https:';
    const outgoing = (isSecure ? https : http).request(request.url, {
      method: request.method,
      headers: {
        ...request.headers,
        ...(request.body === undefined
          ? {}
          : { 'Content-Length': Buffer.byteLength(request.body) }),
      },
      agent: agents[isSecure ? 'https:' : 'http:'],
    });
    let isWritten = false;
    let isSettled = false;
    const settle = (act: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      act();
    };
    const fail = (code: string, cause?: unknown): void =>
      settle(() => {
        outgoing.destroy();
        reject(new NoAnswer(isWritten, code, { cause }));
      });
    const timer = setTimeout(
      () => fail('timeout'),
      allowedMs(request.timeoutMs, reserves.settling),
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error));
    outgoing.on('socket', (socket) => {
      const write = (): void => {
        if (isSettled) return;
        if (request.mayWrite?.() === false) {
          fail('deadline');
          return;
        }
        isWritten = true;
        outgoing.end(request.body);
      };
      if (outgoing.reusedSocket || (!isSecure && !socket.connecting)) write();
      else socket.once(isSecure ? 'secureConnect' : 'connect', write);
    });
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBodyBytes) fail('answer too long');
        else chunks.push(chunk);
      });
      response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error));
      response.on('end', () =>
        settle(() =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        ),
      );
    });
  });
