import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { z } from 'zod';
import { describeStaffMail, type TakenMail } from '#shared/testing/staff-mail-contract.ts';
import { createSesStaffMail } from '../ses-staff-mail.ts';

const data = z.object({ Data: z.string(), Charset: z.literal('UTF-8') });
/** The request of SESv2's `SendEmail`, as its reference has it. */
const SendEmail = z.strictObject({
  FromEmailAddress: z.string(),
  Destination: z.strictObject({ ToAddresses: z.tuple([z.string()]) }),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: data,
      Body: z.strictObject({ Text: data, Html: data.optional() }),
      Headers: z.array(z.strictObject({ Name: z.string(), Value: z.string().max(870) })),
    }),
  }),
});

/** A stand-in for SES: it takes mail, and fails as SES does. */
const aSes = async () => {
  const taken: TakenMail[] = [];
  const server = createServer(async (request, response) => {
    const reply = (status: number, type: string, body: unknown = { message: type }) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(status !== 200 && { 'x-amzn-errortype': type }),
      });
      response.end(JSON.stringify(body));
    };
    if (`${request.method} ${request.url}` !== 'POST /v2/email/outbound-emails')
      return reply(404, 'NotFoundException');
    const { FromEmailAddress, Destination, Content } = SendEmail.parse(
      JSON.parse(await text(request)),
    );
    const [to] = Destination.ToAddresses;
    if (to.startsWith('refused@')) return reply(400, 'MessageRejected');
    if (to.startsWith('busy@')) return reply(429, 'TooManyRequestsException');
    const { Subject, Body, Headers } = Content.Simple;
    taken.push({
      from: FromEmailAddress,
      to,
      subject: Subject.Data,
      text: Body.Text.Data,
      html: Body.Html?.Data ?? null,
      identity: Headers.find(({ Name }) => Name === 'X-Entity-Ref-ID')?.Value ?? '',
    });
    return reply(200, '', { MessageId: String(taken.length) });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  const client = new SESv2Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    mail: createSesStaffMail({
      from: { name: 'Bauhaus Travel', address: 'desk@bauhaus.example' },
      client,
    }),
    taken: async () => taken,
    stop,
    close: async () => {
      client.destroy();
      await stop();
    },
  };
};

describeStaffMail('SES', aSes);
