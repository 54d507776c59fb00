import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { redrive } from '#shared/adapters/aws/redrive.ts';
import { type Checks, expectThat, until } from './checks.ts';
import type { Emulator } from './emulators.ts';
import { openMinistackDeployment } from './ministack-deployment.ts';
import {
  type BookedTrip,
  boardingTimer,
  bookOverBus,
  delayFlight,
  expectNoRepeats,
  flightCheck,
  putBookingOnBus,
  sentTypes,
} from './trips.ts';
import type { World } from './world.ts';

/** Short timeouts, so that a killed function is noticed within a minute. */
const settings = { functionTimeoutSeconds: 5, maxReceiveCount: 4, retryBaseSeconds: 1 };

/** Process ids of the functions that the emulator runs, which share its process group. */
const functionPids = (emulator: Emulator): number[] =>
  execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([pid, group, command]) =>
      Number(group) === emulator.pid && /(^|\/)node$/.test(command ?? '') ? [Number(pid)] : [],
    );

/** Kills them and returns how many there were. */
const killFunctions = (emulator: Emulator): number => {
  const pids = functionPids(emulator);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
};

/** Whether this commits the turn of a confirmation; turns of earlier trips may still be running. */
const isConfirmationCommit = async (request: Request): Promise<boolean> =>
  request.url.endsWith('/rpc/commit_turn') &&
  (await request.clone().text()).includes('"type":"reservation_confirmation"');

/** Tests the whole deployment with running functions on MiniStack, which has no archives. */
export const ministackLane = async (
  checks: Checks,
  emulator: Emulator,
  world: World,
  cache: string,
): Promise<void> => {
  const { check } = checks;
  const { cloud, deploy, api, ...deployment } = openMinistackDeployment(
    emulator,
    world,
    cache,
    settings,
  );
  let firstTrip: BookedTrip | null = null;
  const theTrip = (): BookedTrip => {
    if (firstTrip === null) throw new Error('there is no trip, as an earlier check failed');
    return firstTrip;
  };

  const boardingTimerRows = ({ id }: BookedTrip) =>
    world.rows(
      `select from bauhaus.timers
        where agent = 'notifications' and actor_id = $1 and kind = 'BoardingDue'
          and due is not null`,
      id,
    );
  const confirmationRows = (tripId: string) =>
    world.rows<{ status: string; attempts: number }>(
      `select delivery_status as status, attempts from bauhaus.notifications_log
        where trip_id = $1 and notification_type = 'reservation_confirmation'`,
      tripId,
    );

  /**
   * Waits until the turns that are under way have done what follows their commits. A turn that sets
   * a timer and one that clears it may reach the scheduler in the opposite order, and then leave a
   * schedule of an old generation: it starts no turn when it fires, but it is there until then.
   */
  const nothingUnderWay = () =>
    until('nothing is under way', async () => {
      const counts = await Promise.all(
        ['flight-tracker', 'notifications'].map((queue) => cloud.messageCounts(queue)),
      );
      return counts.every(({ visible, inFlight }) => visible + inFlight === 0);
    });

  await check('stock cdk bootstraps and deploys every stack', deployment.start);

  await check('a second deployment changes nothing', async () => {
    const output = await deploy();
    const unchanged = output.match(/\(no changes\)/g)?.length ?? 0;
    expectThat(unchanged === 5, `${unchanged} of 5 stacks were unchanged`);
  });

  await check('the HTTP API answers', async () => {
    // Not /health, which the emulator answers itself.
    await until('the API answers', async () => (await api('GET', '/trips')).ok);
    expectThat(
      (await fetch(`${world.publicServer.url}/trips`)).status === 401,
      'a request without a key was let in',
    );
  });

  await check('a webhook without a signature gets into no queue', async () => {
    const { status } = await fetch(`${world.publicServer.url}/webhooks/twilio`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'MessageSid=SM1',
    });
    expectThat(status === 400, `it was answered with ${status}`);
  });

  await check('a booking on the bus becomes a trip, and the traveller is told once', async () => {
    firstTrip = (await bookOverBus(world, cloud)).trip;
    await until('the flight is matched and the next look scheduled', async () =>
      cloud.schedule(flightCheck(theTrip())),
    );
    await until('boarding is scheduled', async () => cloud.schedule(boardingTimer(theTrip())));
  });

  await check(
    'the schedule of a flight check fires, and the traveller is told of the delay',
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
              `select from bauhaus.notifications_log
                where trip_id = $1 and provider_status = 'delivered'`,
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
          (
            await world.rows(
              'select from bauhaus.itineraries where journey_id = ' +
                '(select journey_id from bauhaus.trips where id = $1)',
              id,
            )
          ).length > 0,
      );
      await world.twilio.receive({ from: phone, to: world.agency.sender, body: 'itinerario' });
      const page = await until('the answer carries a link', async () =>
        world
          .messagesTo(phone)
          .map(({ body }) => /\S+\/i\/[\w-]+/.exec(body)?.[0])
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
        cloud.send('notifications', poison),
        cloud.send('notifications', JSON.stringify(event?.event)),
        cloud.send('notifications', '{"also":"poison"}'),
      ]);
      await until(
        'the dead letters hold both',
        async () => (await cloud.messageCounts('notifications-dead-letters')).visible === 2,
      );
      await until('the queue is empty', async () => {
        const { visible, inFlight } = await cloud.messageCounts('notifications');
        return visible + inFlight === 0;
      });
      expectNoRepeats(world, theTrip());
    },
  );

  await check('dead letters are redriven without telling anybody twice', async () => {
    await cloud.purge('notifications-dead-letters');
    const events = await world.rows<{ event: object }>(
      `select event from bauhaus.outbox
        where event ->> 'tripId' = $1 and type in ('TripBooked', 'FlightStatusChanged')`,
      theTrip().id,
    );
    for (const { event } of events)
      await cloud.send('notifications-dead-letters', JSON.stringify(event));
    const count = await redrive(cloud.sqs, 'bauhaus-local-notifications-dead-letters');
    expectThat(count === events.length, `${count} of ${events.length} were redriven`);
    await until('the queue is empty', async () => {
      const { visible, inFlight } = await cloud.messageCounts('notifications');
      return visible + inFlight === 0;
    });
    expectThat(
      (await cloud.messageCounts('notifications-dead-letters')).visible === 0,
      'some came back',
    );
    expectNoRepeats(world, theTrip());
  });

  await check('a function that is killed in the middle of a batch loses nothing', async () => {
    let killed = 0;
    world.database.use(async (request) => {
      const isCommit = killed === 0 && (await isConfirmationCommit(request));
      if (!isCommit) return world.database.answer(request);
      // Killed before the commit that they asked for is made.
      killed += killFunctions(emulator);
      return new Response(null, { status: 503 });
    });
    const { trip } = await bookOverBus(world, cloud).finally(() =>
      world.database.use(world.database.answer),
    );
    expectThat(killed > 0, 'no function was killed: the check proves nothing');
    await until(
      'boarding is scheduled, or its timer kept',
      async () => (await boardingTimerRows(trip)).length === 1,
    );
    expectNoRepeats(world, trip);
    await api('DELETE', `/trips/${trip.id}`);
  });

  await check(
    'a function killed between commit and acknowledgement neither loses nor repeats anything',
    async () => {
      let killed = 0;
      world.database.use(async (request) => {
        const isCommit = killed === 0 && (await isConfirmationCommit(request));
        const answer = await world.database.answer(request);
        if (!isCommit) return answer;
        // Killed after the commit, with its message claimed, before they get the response.
        killed += killFunctions(emulator);
        return new Response(null, { status: 503 });
      });
      const { trip } = await putBookingOnBus(world, cloud);
      await until(
        'the turn is committed',
        async () => (await confirmationRows(trip.id)).length > 0,
      ).finally(() => world.database.use(world.database.answer));
      expectThat(killed > 0, 'no function was killed: the check proves nothing');
      expectThat(
        (await confirmationRows(trip.id))[0]?.status === 'SENDING',
        'the message was not left claimed: the check proves nothing',
      );
      expectThat(
        world.messagesTo(trip.phone).length === 0,
        'the message had been sent: the check proves nothing',
      );
      // After its lease it is looked up at the provider twice before it is sent again. That takes
      // minutes, which are skipped here.
      await until(
        'the message is sent',
        async () => {
          await world.rows(
            `update bauhaus.notifications_log set next_attempt_at = now()
              where trip_id = $1 and delivery_status in ('SENDING', 'UNKNOWN')
                and next_attempt_at > now() and updated_at < now() - interval '3 seconds'`,
            trip.id,
          );
          return (await confirmationRows(trip.id)).some(({ status }) => status === 'SENT');
        },
        300,
      );
      await until('the delivery that came again is acknowledged', async () => {
        const { visible, inFlight } = await cloud.messageCounts('notifications');
        return visible + inFlight === 0;
      });
      expectThat(
        (await cloud.messageCounts('notifications-dead-letters')).visible === 0,
        'something was given up',
      );
      expectThat(
        (await confirmationRows(trip.id)).length === 1,
        'the message is twice in the ledger',
      );
      expectThat((await boardingTimerRows(trip)).length === 1, 'the timer of boarding was lost');
      expectNoRepeats(world, trip);
      await api('DELETE', `/trips/${trip.id}`);
    },
  );

  await check(
    'a message that the provider refuses for now is tried again without the sweeper',
    async () => {
      // Without the sweeper, so that only the function's own delayed message can retry.
      world.database.use((request) =>
        request.url.endsWith('/rpc/overdue')
          ? new Response(null, { status: 503 })
          : world.database.answer(request),
      );
      world.twilio.faults.set({ answer: '429', times: 1 });
      try {
        const { trip } = await bookOverBus(world, cloud);
        const [row] = await confirmationRows(trip.id);
        expectThat(
          row?.attempts === 1,
          `${row?.attempts} failures, and not one: the check proves nothing`,
        );
        expectNoRepeats(world, trip);
        await api('DELETE', `/trips/${trip.id}`);
      } finally {
        world.twilio.faults.clear();
        world.database.use(world.database.answer);
      }
    },
  );

  await check('a deployment over running trips keeps them', async () => {
    const before = world.messagesTo(theTrip().phone).length;
    await deploy({ memoryMb: 640 });
    expectThat(
      (await cloud.schedule(boardingTimer(theTrip()))) !== null,
      'the schedule of boarding was lost',
    );
    expectThat(
      (await cloud.schedule(flightCheck(theTrip()))) !== null,
      'the schedule of the next look was lost',
    );
    // As if the five minutes had passed for which lookups are shared.
    await world.rows('delete from bauhaus.flight_snapshots');
    delayFlight(world, theTrip(), 120);
    await world.rows(
      `update bauhaus.notifications_log set sent_at = sent_at - interval '1 hour'
        where trip_id = $1`,
      theTrip().id,
    );
    await cloud.fireNow(flightCheck(theTrip()));
    await until('the tracker has looked again', async () =>
      (
        await world.rows<{ is_late: boolean }>(
          `select (f.facts ->> 'departure')::timestamptz
              > $2::timestamptz + interval '100 minutes' as is_late
            from bauhaus.flights f where f.flight_key = $1`,
          theTrip().flightKey,
          theTrip().departure,
        )
      ).some(({ is_late }) => is_late),
    );
    expectThat(world.messagesTo(theTrip().phone).length >= before, 'messages were lost');
  });

  await check('a timer that is more than a day away gets its schedule the day before', async () => {
    const { trip } = await bookOverBus(world, cloud, { inHours: 60 });
    await until(
      'the timer of boarding is kept',
      async () => (await boardingTimerRows(trip)).length === 1,
    );
    await nothingUnderWay();
    expectThat((await cloud.schedule(boardingTimer(trip))) === null, 'it has a schedule already');
    // As if two days had passed.
    await world.rows(
      `update bauhaus.timers set due = due - interval '2 days'
        where actor_id = $1 and kind = 'BoardingDue'`,
      trip.id,
    );
    await cloud.send('sweeper', '{"task":"sweep"}');
    await until('it has a schedule', async () => cloud.schedule(boardingTimer(trip)));
    await api('DELETE', `/trips/${trip.id}`);
  });

  await check(
    'withdrawing a trip removes its schedules, and the last trip of a flight the flight’s',
    async () => {
      const { trip: trip1, flight } = await bookOverBus(world, cloud, { inHours: 20 });
      const { trip: trip2 } = await bookOverBus(world, cloud, { flight });
      await until(
        'both are scheduled',
        async () =>
          (await cloud.schedule(boardingTimer(trip1))) !== null &&
          cloud.schedule(boardingTimer(trip2)),
      );
      await until('the flight is', async () => cloud.schedule(flightCheck(trip1)));
      await nothingUnderWay();
      expectThat((await api('DELETE', `/trips/${trip1.id}`)).ok, 'the trip could not be withdrawn');
      await until(
        'its schedules are gone',
        async () => (await cloud.schedule(boardingTimer(trip1))) === null,
      );
      await nothingUnderWay();
      expectThat(
        (await cloud.schedule(flightCheck(trip2))) !== null,
        'the flight is still followed by the other trip',
      );
      expectThat((await api('DELETE', `/trips/${trip2.id}`)).ok, 'the trip could not be withdrawn');
      await until(
        'the flight’s schedule is gone',
        async () => (await cloud.schedule(flightCheck(trip2))) === null,
      );
    },
  );
};
