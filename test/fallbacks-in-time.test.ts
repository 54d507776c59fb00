import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { composeConcierge } from '#services/concierge/compose.ts';
import { composeItinerary } from '#services/itinerary/compose.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { json, message, startStub } from '#shared/adapters/twilio/test/stub.ts';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { hour, instant, plus } from '#shared/domain/instant.ts';
import { PlaceInput } from '#shared/domain/place.ts';
import { type AnyEvent, parseEvent } from '#shared/events/catalogue.ts';
import { aBooking, anAgency } from '#shared/testing/builders.ts';
import { emittedBy, farFuture } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { answerKms } from '#shared/testing/kms-stub.ts';
import { type PostgresStore, testJwtSecret } from '#shared/testing/postgres-store.ts';
import { silentServer } from '#shared/testing/silent-server.ts';

/** What Lambda says is left of each invocation here. */
const functionMs = 6_000;
const accountSid = `AC${'1'.repeat(32)}`;
const phone = '+5491155550101';
const now = instant(Date.now());

type Fetch = (request: Request) => Promise<Response>;
const open = async (fetch: Fetch) => {
  const server = createAdaptorServer({ fetch });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return { url: `http://127.0.0.1:${port}`, close };
};

/** The functions of the data API over HTTP, as Supabase has them. */
const openDataApi = ({ fetch }: PostgresStore) =>
  open(async (request) => {
    const answer = await fetch(request);
    return new Response(await answer.text(), { status: answer.status, headers: answer.headers });
  });

const PutEvents = z.object({ Entries: z.array(z.object({ Detail: z.string() })) });

/** AWS takes whatever it is given; what was put on the bus is kept. */
const openAws = async () => {
  const published: AnyEvent[] = [];
  const server = await open(async (request) => {
    const body: unknown = await request.json().catch(() => null);
    const kms = await answerKms(request.headers.get('x-amz-target') ?? '', body);
    if (kms) return Response.json(kms.body, { status: kms.status });
    const entries = PutEvents.safeParse(body).data?.Entries ?? [];
    published.push(...entries.map(({ Detail }) => parseEvent(JSON.parse(Detail))));
    const { MessageBody } = Object(body);
    const md5 = createHash('md5').update(String(MessageBody)).digest('hex');
    return Response.json({ MessageId: 'm', MD5OfMessageBody: md5, Entries: [] });
  });
  return { ...server, published };
};

/** A deployment whose language model never answers, and whose travellers' media never come. */
const aDeployment = async () => {
  const store = await emptiedStore();
  const agency = anAgency();
  await store.addAgency(agency);
  const [dataApi, aws, model] = [await openDataApi(store), await openAws(), await silentServer()];
  const twilio = await startStub(({ method, path }, response) => {
    if (method === 'POST') json(response, 201, message(1));
    else if (!path.includes('/Media/')) json(response, 200, { contents: [], meta: {} });
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  const environment = {
    EVENT_BUS_NAME: 'bus',
    SEALING_KEY_ID: 'alias/sealing',
    AGENT_QUEUES: JSON.stringify(
      Object.fromEntries(
        ['itinerary', 'concierge'].map((name) => [
          name,
          { url: `${aws.url}/1/${name}`, arn: `arn:aws:sqs:eu-west-1:1:${name}` },
        ]),
      ),
    ),
    SUPABASE_URL: dataApi.url,
    SUPABASE_KEY: 'a-key',
    SUPABASE_JWT_SECRET: testJwtSecret,
    OPENAI_API_KEY: 'a-key-for-tests',
    OPENAI_BASE_URL: `${model.url}/v1`,
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: 'the-token',
    TWILIO_WHATSAPP_FROM: agency.sender,
    TWILIO_BASE_URL: twilio.url,
    LINK_SECRET: 'a-secret-of-this-test-that-signs-its-links',
    PUBLIC_BASE_URL: 'https://travel.example',
  };
  const handlers = {
    itinerary: agentLambdaEntry(
      'itinerary',
      (deployment) => ({ agent: composeItinerary(deployment) }),
      environment,
    ),
    concierge: agentLambdaEntry(
      'concierge',
      (deployment) => ({
        agent: composeConcierge(deployment),
        sender: composeWhatsApp(deployment).sender,
      }),
      environment,
    ),
  };
  const booked = await store.store.book(
    aBooking(agency.id, { trip: { whatsapp: phone, departure: plus(now, 48 * hour) }, now }),
  );
  if (booked.kind !== 'booked') throw new Error(`not booked: ${booked.kind}`);
  await store.store.markPublished((await emittedBy(store)).map(({ id }) => id));

  /** Delivers an event to a function; whether it was done with before the function’s end. */
  const deliver = async (agent: keyof typeof handlers, event: AnyEvent): Promise<boolean> => {
    const end = performance.now() + functionMs;
    const record = {
      messageId: event.id,
      receiptHandle: event.id,
      body: JSON.stringify(event),
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {},
    };
    const context = {
      getRemainingTimeInMillis: () => Math.max(0, end - performance.now()),
    };
    const { batchItemFailures } = await handlers[agent](
      { Records: [record] } as never, // the fields that are read
      context as Context,
    );
    return batchItemFailures.length === 0 && performance.now() < end;
  };
  return {
    ...store,
    agency,
    trip: booked.trip,
    deliver,
    /** The traveller writes. */
    write: async (text: string, media: readonly { url: string; contentType: string }[] = []) => {
      await store.store.receiveInbound({
        sender: agency.sender,
        phone,
        providerId: 'SM1',
        text,
        media,
        now,
      });
      const [event] = await emittedBy(store);
      if (!event) throw new Error('nothing was received');
      return event;
    },
    tasks: () => store.store.tasks(agency.id, { limit: 10 }),
    modelAsked: model.asked,
    published: aws.published,
    end: async () => {
      closeConnections();
      await Promise.all([model.close(), twilio.close(), aws.close(), dataApi.close()]);
    },
  };
};

describe('before its function ends', () => {
  let deployment: Awaited<ReturnType<typeof aDeployment>>;
  beforeEach(async () => {
    deployment = await aDeployment();
  });
  afterEach(() => deployment.end());

  it('an itinerary is made of the agency’s places where the model never answers', async () => {
    const { store, agency, trip, deliver, modelAsked } = deployment;
    const city = 'Copenhague';
    await store.places.add(
      agency.id,
      PlaceInput.parse({ name: 'Noma', type: 'restaurant', city, address: 'Refshalevej 96' }),
    );
    const requested: AnyEvent = {
      id: '00000000-0000-4000-8000-000000000077',
      type: 'ItineraryRequested',
      version: 1,
      time: now,
      agencyId: agency.id,
      tripId: trip.id,
      correlationId: '00000000-0000-4000-8000-000000000077',
      causationId: null,
      data: { by: 'agency', journeyId: trip.journeyId },
    };
    expect(await deliver('itinerary', requested)).toBe(true);
    expect(modelAsked()).toBeGreaterThan(0);
    expect(
      await store.itineraries(agency.id, { journeyId: trip.journeyId, stay: 'CPH' }),
    ).toMatchObject([{ version: 1, origin: 'agency_places' }]);
  });

  it('an open question goes to a person where the model never answers', async () => {
    const { store, deliver, write, tasks, modelAsked, published } = deployment;
    const deliverPublished = async (type: AnyEvent['type']): Promise<void> => {
      const event = published.find((one) => one.type === type);
      if (!event) throw new Error(`no ${type} was published`);
      expect(await deliver('concierge', event)).toBe(true);
    };
    expect(
      await deliver(
        'concierge',
        await write('Is it true that one can swim in the harbour in March?'),
      ),
    ).toBe(true);
    const { timers } = await store.overdue({ now: farFuture, limit: 10 });
    const due = timers.find(({ kind }) => kind === 'PendingQuestionDue');
    if (!due) throw new Error('no question is open');
    expect(await deliver('concierge', timerEvent(due))).toBe(true);
    expect(modelAsked()).toBe(0);
    await deliverPublished('ModelAnswerRequested');
    expect(modelAsked()).toBeGreaterThan(0);
    await deliverPublished('OpenQuestionSettled');
    expect(await tasks()).toMatchObject([{ kind: 'handoff', reason: 'unavailable' }]);
  });

  it('what a traveller sent and cannot be fetched goes to a person', async () => {
    const { deliver, write, tasks, published } = deployment;
    const url = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/ME1`;
    const event = await write('', [{ url, contentType: 'image/jpeg' }]);
    expect(await deliver('concierge', event)).toBe(true);
    const request = published.find(({ type }) => type === 'MediaFetchRequested');
    if (!request) throw new Error('the media was not asked for');
    expect(await deliver('concierge', request)).toBe(true);
    expect(await tasks()).toMatchObject([{ kind: 'handoff', reason: 'media_failed' }]);
  });
});
