import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withDeadline } from '#shared/deadline.ts';
import { silentServer } from '#shared/testing/silent-server.ts';
import { createTwilioMedia } from '../media.ts';

const accountSid = `AC${'1'.repeat(32)}`;
const path = `/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/ME1`;
const accountsAt = (baseUrl: string) => ({
  accountSid,
  authToken: 'the-token',
  tokens: ['the-token'],
  baseUrl,
  others: [],
});
const pdf = Buffer.from('%PDF-1.4 something');

/** A server that answers as Twilio's media resource does, and remembers who asked with what. */
const serving = async (
  answer: (request: IncomingMessage, response: ServerResponse, n: number) => void,
) => {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response, asked.length);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    asked,
    baseUrl,
    media: createTwilioMedia(accountsAt(baseUrl)),
    close: () => new Promise((done) => server.close(done)),
  };
};
const wanted = { url: `https://api.twilio.com${path}`, contentType: 'image/jpeg' };
const basic = `Basic ${Buffer.from(`${accountSid}:the-token`).toString('base64')}`;

describe('media that a traveller sent', () => {
  it('is fetched with the account’s credentials, and its type read from its bytes', async () => {
    const twilio = await serving((_, response) => response.end(pdf));
    expect(await twilio.media.fetch(wanted)).toEqual({
      kind: 'file',
      bytes: new Uint8Array(pdf),
      contentType: 'application/pdf',
      extension: 'pdf',
    });
    expect(twilio.asked).toEqual([{ url: `/api.twilio.com${path}`, authorization: basic }]);
    await twilio.close();
  });

  it('is followed to where it is kept, without the credentials', async () => {
    const shelf = await serving((_, response) => response.end(pdf));
    const twilio = await serving((_, response) =>
      response.writeHead(307, { location: `${shelf.baseUrl}/kept` }).end(),
    );
    // Twilio keeps media behind https; only this machine's own address may be plain.
    expect(await twilio.media.fetch(wanted)).toEqual({ kind: 'failed' });
    expect(shelf.asked).toEqual([]);
    const here = await serving((request, response) =>
      request.url === '/kept'
        ? response.end(pdf)
        : response.writeHead(307, { location: '/kept' }).end(),
    );
    expect(await here.media.fetch(wanted)).toMatchObject({ kind: 'file' });
    await Promise.all([shelf.close(), twilio.close(), here.close()]);
  });

  it('is asked for nowhere else', async () => {
    const twilio = await serving((_, response) => response.end(pdf));
    for (const url of [
      'https://evil.example/x',
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      'not a url',
    ])
      expect(await twilio.media.fetch({ url, contentType: 'image/png' })).toEqual({
        kind: 'failed',
      });
    expect(twilio.asked).toEqual([]);
    await twilio.close();
  });

  it('that is too large is not read to its end', async () => {
    const claimed = await serving((_, response) =>
      response.writeHead(200, { 'content-length': String(17 * 1024 * 1024) }).end(),
    );
    const silent = await serving((_, response) => {
      response.on('error', () => {});
      response.end(Buffer.alloc(17 * 1024 * 1024));
    });
    expect(await claimed.media.fetch(wanted)).toEqual({ kind: 'too-large' });
    expect(await silent.media.fetch(wanted)).toEqual({ kind: 'too-large' });
    await Promise.all([claimed.close(), silent.close()]);
  });

  it.each(['<html>', 'MZ\u0090\u0000', 'PK\u0003\u0004', '#!/bin/sh', ''])(
    'of a type that is not accepted is refused: %j',
    async (content) => {
      const twilio = await serving((_, response) => response.end(content));
      expect(await twilio.media.fetch(wanted)).toEqual({ kind: 'unsupported' });
      await twilio.close();
    },
  );

  it('is requested again where no answer came, and not where it is gone', async () => {
    const flaky = await serving((_, response, n) =>
      n === 1 ? response.writeHead(503).end() : response.end(pdf),
    );
    expect(await flaky.media.fetch(wanted)).toMatchObject({ kind: 'file' });
    const gone = await serving((_, response) => response.writeHead(404).end());
    expect(await gone.media.fetch(wanted)).toEqual({ kind: 'gone' });
    expect(gone.asked).toHaveLength(1);
    await Promise.all([flaky.close(), gone.close()]);
  });

  it('is given up before the turn is over where nothing comes', async () => {
    const server = await silentServer();
    const media = createTwilioMedia(accountsAt(server.url));
    expect(await withDeadline(400, () => media.fetch(wanted))).toEqual({ kind: 'failed' });
    await server.close();
  });
});
