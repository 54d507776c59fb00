import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redrive } from '#shared/adapters/aws/redrive.ts';
import { cdk } from './cdk.ts';
import { type Checks, expectThat, until } from './checks.ts';
import { openCloud } from './cloud.ts';
import type { Emulator } from './emulators.ts';
import {
  boardingTimer,
  bookOverBus,
  delayFlight,
  flightCheck,
  type LivingTrip,
  nobodyTwice,
  putBookingOnBus,
  sentTypes,
} from './trips.ts';
import type { World } from './world.ts';

const stage = 'local';
/** Short times, so that a lost function is noticed within the minute. */
const settings = {
  archiveDays: null,
  keepData: false,
  functionTimeoutSeconds: 5,
  maxReceiveCount: 4,
  retryBaseSeconds: 1,
};

/** Functions that the emulator runs, as processes of its own process group. */
const functionsOf = (emulator: Emulator): number[] =>
  execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([pid, group, command]) =>
      Number(group) === emulator.pid && /(^|\/)node$/.test(command ?? '') ? [Number(pid)] : [],
    );

/** Whether this is the commit of the turn that decides a confirmation; turns of trips before may still be under way. */
const confirms = async (request: Request): Promise<boolean> =>
  request.url.endsWith('/rpc/commit_turn') &&
  (await request.clone().text()).includes('"type":"reservation_confirmation"');

/** The whole deployment but its archive, functions running. */
export const ministackLane = async (
  checks: Checks,
  emulator: Emulator,
  world: World,
  cache: string,
): Promise<void> => {
  const { check } = checks;
  const cloud = openCloud(emulator.url, stage);
  const stages = join(cache, 'ministack-stages.json');
  const context = [
    '-c',
    `stage=${stage}`,
    '-c',
    `stages=${stages}`,
    '--output',
    join(cache, 'ministack.out'),
  ];
  const deploy = (over: Readonly<Record<string, unknown>> = {}) =>
    writeFile(
      stages,
      JSON.stringify({ [stage]: { ...settings, ...over, publicBaseUrl: world.publicDoor.url } }),
    ).then(() => cdk(emulator.url, 'deploy', '--all', '--require-approval', 'never', ...context));
  const api = (method: string, path: string, body?: unknown) =>
    fetch(`${world.publicDoor.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${world.agency.apiKey}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  let first: { readonly trip: LivingTrip } | null = null;
  const theTrip = (): LivingTrip => {
    if (first === null) throw new Error('there is no trip, as an earlier check failed');
    return first.trip;
  };

  await check('stock cdk bootstraps and deploys every stack', async () => {
    await cdk(
      emulator.url,
      'bootstrap',
      'aws://000000000000/us-east-1',
      '-c',
      `stage=${stage}`,
      '-c',
      `stages=${stages}`,
      '--app',
      'true',
    ).catch(async () => {
      await writeFile(stages, JSON.stringify({ [stage]: settings }));
      await cdk(emulator.url, 'bootstrap', 'aws://000000000000/us-east-1', ...context);
    });
    await deploy();
    await cloud.fill(world.credentials);
    const apis = await fetch(`${emulator.url}/v2/apis`, {
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request',
      },
    });
    const listed: unknown = await apis.json();
    const items: unknown =
      Reflect.get(Object(listed), 'items') ?? Reflect.get(Object(listed), 'Items');
    const id: unknown = Reflect.get(Object(Array.isArray(items) ? items[0] : null), 'apiId');
    expectThat(typeof id === 'string', `the HTTP API is not there: ${JSON.stringify(listed)}`);
    // Its name does not resolve, so the header alone says which API is meant.
    world.publicDoor.use(async (request) => {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      const port = new URL(emulator.url).port;
      const answer = await forward(
        `${emulator.url}${pathname}${search}`,
        request,
        headers,
        `${String(id)}.execute-api.localhost:${port}`,
      );
      return answer;
    });
  });

  await check('a second deployment changes nothing', async () => {
    const said = await deploy();
    const unchanged = said.match(/\(no changes\)/g)?.length ?? 0;
    expectThat(unchanged === 5, `${unchanged} of 5 stacks were unchanged`);
  });

  await check('the HTTP API answers', async () => {
    // Not /health: the emulator keeps that name for itself.
    await until('the API answers', async () => (await api('GET', '/trips')).ok);
    expectThat(
      (await fetch(`${world.publicDoor.url}/trips`)).status === 401,
      'a request without a key was let in',
    );
  });

  await check('a booking on the bus becomes a trip, and the traveller is told once', async () => {
    first = await bookOverBus(world, cloud);
    await until('the flight is matched and the next look scheduled', async () =>
      cloud.schedule(flightCheck(theTrip())),
    );
    await until('boarding is scheduled', async () => cloud.schedule(boardingTimer(theTrip())));
  });

  await check(
    'the schedule of a flight check fires, the change is routed and the traveller hears of the delay',
    async () => {
      delayFlight(world, theTrip(), 45);
      await cloud.fireNow(flightCheck(theTrip()));
      await until('the delay is told', async () =>
        (await sentTypes(world, theTrip())).includes('delayed'),
      );
      await until('the next look is scheduled', async () => cloud.schedule(flightCheck(theTrip())));
      await until(
        'the delivery is reported back',
        async () =>
          (
            await world.rows(
              "select from bauhaus.notifications_log where trip_id = $1 and provider_status = 'delivered'",
              theTrip().id,
            )
          ).length >= 2,
      );
    },
  );

  await check(
    'a traveller who asks for the itinerary gets it, with a link that opens',
    async () => {
      const { id, phone } = theTrip();
      const place = { name: 'Museo del Prado', type: 'attraction', city: 'Madrid', country: 'ES' };
      expectThat((await api('POST', '/places', place)).ok, 'the place could not be added');
      expectThat(
        (await api('POST', `/trips/${id}/itineraries`)).ok,
        'no itinerary could be asked for',
      );
      await until(
        'it is made',
        async () =>
          (await world.rows('select from bauhaus.itineraries where trip_id = $1', id)).length > 0,
      );
      await world.twilio.receive({ from: phone, to: world.agency.sender, body: 'itinerario' });
      const page = await until('the answer carries a link', async () =>
        world
          .told(phone)
          .map(({ body }) => /\S+\/itineraries\/\S+$/.exec(body)?.[0])
          .find(Boolean),
      );
      expectThat(
        (await (await fetch(page)).text()).includes(place.name),
        'the link does not open the itinerary',
      );
    },
  );

  await check(
    'a poisoned message ends in the dead letters, and what shared its batch is taken once',
    async () => {
      const [event] = await world.rows<{ event: object }>(
        "select event from bauhaus.outbox where type = 'TripBooked' and event ->> 'tripId' = $1",
        theTrip().id,
      );
      const poison = `not an event ${randomUUID()}`;
      await Promise.all([
        cloud.put('notifications', poison),
        cloud.put('notifications', JSON.stringify(event?.event)),
        cloud.put('notifications', '{"also":"poison"}'),
      ]);
      await until(
        'the dead letters hold both',
        async () => (await cloud.waiting('notifications-dead-letters')).visible === 2,
      );
      await until('the queue is empty', async () => {
        const { visible, inFlight } = await cloud.waiting('notifications');
        return visible + inFlight === 0;
      });
      nobodyTwice(world, theTrip());
    },
  );

  await check('dead letters are redriven without telling anybody twice', async () => {
    await cloud.empty('notifications-dead-letters');
    const events = await world.rows<{ event: object }>(
      "select event from bauhaus.outbox where event ->> 'tripId' = $1 and type in ('TripBooked', 'FlightStatusChanged')",
      theTrip().id,
    );
    for (const { event } of events)
      await cloud.put('notifications-dead-letters', JSON.stringify(event));
    const count = await redrive(cloud.sqs, 'bauhaus-local-notifications-dead-letters');
    expectThat(count === events.length, `${count} of ${events.length} were redriven`);
    await until('the queue is empty', async () => {
      const { visible, inFlight } = await cloud.waiting('notifications');
      return visible + inFlight === 0;
    });
    expectThat((await cloud.waiting('notifications-dead-letters')).visible === 0, 'some came back');
    nobodyTwice(world, theTrip());
  });

  await check('a function that is killed in the middle of a batch loses nothing', async () => {
    let killed = 0;
    world.database.use(async (request) => {
      const isCommit = killed === 0 && (await confirms(request));
      if (!isCommit) return world.database.answer(request);
      // The functions die before the commit they asked for is made; whatever they had gathered is lost with them.
      for (const pid of functionsOf(emulator)) {
        process.kill(pid, 'SIGKILL');
        killed += 1;
      }
      return new Response(null, { status: 503 });
    });
    const { trip } = await bookOverBus(world, cloud).finally(() =>
      world.database.use(world.database.answer),
    );
    expectThat(killed > 0, 'no function was killed: the check proves nothing');
    await until(
      'boarding is scheduled, or its timer kept',
      async () =>
        (
          await world.rows(
            "select from bauhaus.timers where agent = 'notifications' and actor_id = $1 and kind = 'BoardingDue' and due is not null",
            trip.id,
          )
        ).length === 1,
    );
    nobodyTwice(world, trip);
    await api('DELETE', `/trips/${trip.id}`);
  });

  await check(
    'a function that is killed after its commit, before it acknowledges, neither loses nor repeats anything',
    async () => {
      let killed = 0;
      world.database.use(async (request) => {
        const isCommit = killed === 0 && (await confirms(request));
        const answer = await world.database.answer(request);
        if (!isCommit) return answer;
        // The turn stands, its message claimed; the functions die without having heard so.
        for (const pid of functionsOf(emulator)) {
          process.kill(pid, 'SIGKILL');
          killed += 1;
        }
        return new Response(null, { status: 503 });
      });
      const confirmations = (tripId: string) =>
        world.rows<{ status: string }>(
          "select delivery_status as status from bauhaus.notifications_log where trip_id = $1 and notification_type = 'reservation_confirmation'",
          tripId,
        );
      const { trip } = await putBookingOnBus(world, cloud);
      await until(
        'the turn is committed',
        async () => (await confirmations(trip.id)).length > 0,
      ).finally(() => world.database.use(world.database.answer));
      expectThat(killed > 0, 'no function was killed: the check proves nothing');
      expectThat(
        (await confirmations(trip.id))[0]?.status === 'SENDING',
        'the message was not left claimed: the check proves nothing',
      );
      expectThat(
        world.told(trip.phone).length === 0,
        'the message had been sent: the check proves nothing',
      );
      // Once its lease is over it is looked for at the provider, twice, before it is sent: minutes that pass at once here.
      await until(
        'the message is sent',
        async () => {
          await world.rows(
            `update bauhaus.notifications_log set next_attempt_at = now()
            where trip_id = $1 and delivery_status in ('SENDING', 'UNKNOWN') and next_attempt_at > now() and updated_at < now() - interval '3 seconds'`,
            trip.id,
          );
          return (await confirmations(trip.id)).some(({ status }) => status === 'SENT');
        },
        300,
      );
      await until('the delivery that came again is acknowledged', async () => {
        const { visible, inFlight } = await cloud.waiting('notifications');
        return visible + inFlight === 0;
      });
      expectThat(
        (await cloud.waiting('notifications-dead-letters')).visible === 0,
        'something was given up',
      );
      expectThat((await confirmations(trip.id)).length === 1, 'the message is twice in the ledger');
      const timers = await world.rows(
        "select from bauhaus.timers where agent = 'notifications' and actor_id = $1 and kind = 'BoardingDue' and due is not null",
        trip.id,
      );
      expectThat(timers.length === 1, 'the timer of boarding was lost');
      nobodyTwice(world, trip);
      await api('DELETE', `/trips/${trip.id}`);
    },
  );

  await check(
    'a message that the provider refuses for now is tried again without the sweeper',
    async () => {
      // The sweeper finds nothing meanwhile, so that only the function's own wake can have done it.
      world.database.use((request) =>
        request.url.endsWith('/rpc/overdue')
          ? new Response(null, { status: 503 })
          : world.database.answer(request),
      );
      world.twilio.faults.set({ answer: '429', times: 1 });
      try {
        const { trip } = await bookOverBus(world, cloud);
        const [row] = await world.rows<{ attempts: number }>(
          "select attempts from bauhaus.notifications_log where trip_id = $1 and notification_type = 'reservation_confirmation'",
          trip.id,
        );
        expectThat(
          row?.attempts === 1,
          `${row?.attempts} failures, and not one: the check proves nothing`,
        );
        nobodyTwice(world, trip);
        await api('DELETE', `/trips/${trip.id}`);
      } finally {
        world.twilio.faults.clear();
        world.database.use(world.database.answer);
      }
    },
  );

  await check('a deployment over running trips keeps them', async () => {
    const before = world.told(theTrip().phone).length;
    await deploy({ memoryMb: 640 });
    expectThat(
      (await cloud.schedule(boardingTimer(theTrip()))) !== null,
      'the schedule of boarding was lost',
    );
    expectThat(
      (await cloud.schedule(flightCheck(theTrip()))) !== null,
      'the schedule of the next look was lost',
    );
    // Five minutes pass for the answer that travellers share.
    await world.rows('delete from bauhaus.flight_snapshots');
    delayFlight(world, theTrip(), 120);
    await world.rows(
      "update bauhaus.notifications_log set sent_at = sent_at - interval '1 hour' where trip_id = $1",
      theTrip().id,
    );
    await cloud.fireNow(flightCheck(theTrip()));
    await until('the tracker has looked again', async () =>
      (
        await world.rows<{ looked: boolean }>(
          "select (f.facts ->> 'departure')::timestamptz > $2::timestamptz + interval '100 minutes' as looked from bauhaus.flights f where f.flight_key = $1",
          theTrip().flightKey,
          theTrip().departure,
        )
      ).some(({ looked }) => looked),
    );
    expectThat(world.told(theTrip().phone).length >= before, 'messages were lost');
  });

  await check(
    'withdrawing a trip removes its schedules, and the last trip of a flight the flight’s',
    async () => {
      const { trip: one, flight } = await bookOverBus(world, cloud, { inHours: 30 });
      const { trip: two } = await bookOverBus(world, cloud, { flight });
      await until(
        'both are scheduled',
        async () =>
          (await cloud.schedule(boardingTimer(one))) !== null && cloud.schedule(boardingTimer(two)),
      );
      await until('the flight is', async () => cloud.schedule(flightCheck(one)));
      expectThat((await api('DELETE', `/trips/${one.id}`)).ok, 'the trip could not be withdrawn');
      await until(
        'its schedules are gone',
        async () => (await cloud.schedule(boardingTimer(one))) === null,
      );
      expectThat(
        (await cloud.schedule(flightCheck(two))) !== null,
        'the flight is still followed by the other trip',
      );
      expectThat((await api('DELETE', `/trips/${two.id}`)).ok, 'the trip could not be withdrawn');
      await until(
        'the flight’s schedule is gone',
        async () => (await cloud.schedule(flightCheck(two))) === null,
      );
    },
  );
};

/** `fetch` takes no Host header, so the request goes out by Node's own client. */
const forward = async (
  url: string,
  request: Request,
  headers: Headers,
  host: string,
): Promise<Response> => {
  const { request: send } = await import('node:http');
  const body = Buffer.from(await request.arrayBuffer());
  headers.set('host', host);
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  return new Promise((resolve, reject) => {
    const outgoing = send(
      url,
      { method: request.method, headers: Object.fromEntries(headers) },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const status = incoming.statusCode ?? 502;
          const bodyless = status === 204 || status === 304;
          const type = incoming.headers['content-type'];
          resolve(
            new Response(bodyless ? null : Buffer.concat(chunks), {
              status,
              ...(type && { headers: { 'content-type': type } }),
            }),
          );
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
};
