import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { entryPoints, functionNames } from '../lib/bundles.ts';
import { subscribers } from '../lib/subscriptions.ts';
import { cdk, emulatorEnvironment } from './cdk.ts';
import { type Checks, expectThat, until } from './checks.ts';
import { type Cloud, openCloud } from './cloud.ts';
import type { Emulator } from './emulators.ts';
import {
  type BookedTrip,
  boardingTimer,
  bookOverBus,
  delayFlight,
  expectNoRepeats,
  flightCheck,
  sentTypes,
} from './trips.ts';
import type { World } from './world.ts';

const stage = 'local';
const root = resolve(import.meta.dirname, '../..');
const settings = {
  keepData: false,
  functionTimeoutSeconds: 5,
  maxReceiveCount: 4,
  retryBaseSeconds: 1,
};

/** What handlers read of an invocation: the time that is left of it. */
const invocation = (): Context => {
  const end = Date.now() + settings.functionTimeoutSeconds * 1_000;
  return { getRemainingTimeInMillis: () => Math.max(0, end - Date.now()) } as Context;
};

/**
 * Polls a queue and passes its messages to a handler as Lambda does: in batches, and messages that
 * are not reported as failed are deleted. Returns a function that stops it.
 */
const pollQueue = (
  cloud: Cloud,
  queue: string,
  handler: LambdaEntry<SQSEvent, SQSBatchResponse>,
) => {
  let isStopped = false;
  const loop = async (): Promise<void> => {
    const QueueUrl = await cloud.queueUrl(queue);
    while (!isStopped) {
      const { Messages = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) continue;
      const Records = Messages.map(
        (message) =>
          ({
            messageId: message.MessageId,
            receiptHandle: message.ReceiptHandle,
            body: message.Body,
            attributes: message.Attributes,
            messageAttributes: Object.fromEntries(
              Object.entries(message.MessageAttributes ?? {}).map(
                ([name, { StringValue, DataType }]) => [
                  name,
                  { stringValue: StringValue, dataType: DataType },
                ],
              ),
            ),
            eventSource: 'aws:sqs',
          }) as unknown as SQSRecord, // the fields of Lambda's record that handlers read
      );
      // As on Lambda, a batch whose handler throws comes back after the visibility timeout.
      const response = await handler({ Records }, invocation()).catch((error: unknown) => {
        process.stdout.write(`  the handler of ${queue} threw: ${String(error)}\n`);
        return null;
      });
      if (response === null) continue;
      const failed = new Set(
        response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
      );
      for (const { MessageId = '', ReceiptHandle } of Messages)
        if (!failed.has(MessageId))
          await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  const running = loop();
  return async () => {
    isStopped = true;
    await running;
  };
};

const makeFlightCheckOverdue = (world: World, { flightKey }: BookedTrip) =>
  world.rows(
    `update bauhaus.timers set due = now() - interval '2 minutes'
      where agent = 'flight-tracker' and actor_id = $1`,
    flightKey,
  );

/**
 * Tests the messaging stack on LocalStack. The agents' handlers run in this process, since
 * LocalStack needs Docker for functions.
 */
export const localStackLane = async (
  checks: Checks,
  emulator: Emulator,
  world: World,
  cache: string,
): Promise<void> => {
  const { check } = checks;
  const cloud = openCloud(emulator.url, stage);
  const stages = join(cache, 'localstack-stages.json');
  const context = [
    '-c',
    `stage=${stage}`,
    '-c',
    `stages=${stages}`,
    '--output',
    join(cache, 'localstack.out'),
  ];
  await writeFile(
    stages,
    JSON.stringify({ [stage]: { ...settings, publicBaseUrl: world.publicServer.url } }),
  );
  const messaging = `Bauhaus-${stage}-Messaging`;
  const stoppers: (() => Promise<void>)[] = [];
  let firstTrip: BookedTrip | null = null;
  const theTrip = (): BookedTrip => {
    if (firstTrip === null) throw new Error('there is no trip, as an earlier check failed');
    return firstTrip;
  };

  const startHandlers = async (): Promise<void> => {
    const queueArn = (name: string) =>
      `arn:aws:sqs:us-east-1:000000000000:bauhaus-${stage}-${name}`;
    const addressOf = async (owner: string) => ({
      url: await cloud.queueUrl(owner),
      arn: queueArn(owner),
    });
    const owners = [...subscribers, 'sweeper', 'deliveries'];
    const environment = {
      ...Object.assign({}, ...Object.values(world.credentials)),
      EVENT_BUS_NAME: `bauhaus-${stage}`,
      // The key is of a stack with functions, which this emulator cannot have.
      SEALING_KEY_ID: await cloud.createKey(),
      AGENT_QUEUES: JSON.stringify(
        Object.fromEntries(
          await Promise.all(owners.map(async (owner) => [owner, await addressOf(owner)])),
        ),
      ),
      SCHEDULES: JSON.stringify({
        group: `bauhaus-${stage}`,
        roleArn: 'arn:aws:iam::000000000000:role/schedules',
        deadLettersArn: queueArn('schedules-dead-letters'),
      }),
      PUBLIC_BASE_URL: world.publicServer.url,
      RETRY_BASE_SECONDS: '1',
      LINK_SECRET: 'signs-the-links-of-this-machine-alone-0123',
    };
    // Handlers read the environment of the process at their first message.
    Object.assign(process.env, emulatorEnvironment(emulator.url), environment, {
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
    for (const name of functionNames.filter((fn) => fn !== 'api')) {
      const { handler }: { readonly handler: LambdaEntry<SQSEvent, SQSBatchResponse> } =
        await import(join(root, entryPoints[name]));
      stoppers.push(pollQueue(cloud, name === 'intake' ? 'api' : name, handler));
    }
  };

  try {
    await check('stock cdk bootstraps and deploys the messaging stack as it is', async () => {
      await cdk(emulator.url, 'bootstrap', 'aws://000000000000/us-east-1', ...context);
      await cdk(emulator.url, 'deploy', messaging, '--require-approval', 'never', ...context);
      await startHandlers();
    });
    await check(
      'a booking on the bus becomes a trip with schedules, and the traveller is told once',
      async () => {
        firstTrip = (await bookOverBus(world, cloud)).trip;
        await until('the next look is scheduled', async () =>
          cloud.schedule(flightCheck(theTrip())),
        );
        await until('boarding is scheduled', async () => cloud.schedule(boardingTimer(theTrip())));
      },
    );
    await check(
      'the sweeper makes up for a schedule that never fires, and boarding moves with the delay',
      async () => {
        const before = await cloud.schedule(boardingTimer(theTrip()));
        delayFlight(world, theTrip(), 45);
        // LocalStack fires no schedules, so the sweeper has to find the overdue timer.
        await makeFlightCheckOverdue(world, theTrip());
        await until(
          'the delay is told',
          async () => (await sentTypes(world, theTrip())).includes('delayed'),
          150,
        );
        const after = await until('boarding is moved', async () => {
          const schedule = await cloud.schedule(boardingTimer(theTrip()));
          return schedule?.ScheduleExpression !== before?.ScheduleExpression && schedule;
        });
        expectThat(
          String(after.ScheduleExpression) > String(before?.ScheduleExpression),
          `${before?.ScheduleExpression} became ${after.ScheduleExpression}`,
        );
        expectNoRepeats(world, theTrip());
      },
    );
    await check('a poisoned message ends in the dead letters', async () => {
      await cloud.send('notifications', 'not an event');
      await until(
        'the dead letters hold it',
        async () => (await cloud.messageCounts('notifications-dead-letters')).visible === 1,
      );
    });
    await check('the trip is told to its end', async () => {
      const { trip } = await bookOverBus(world, cloud, { inHours: 2 });
      await until('it is followed', async () => cloud.schedule(flightCheck(trip)));
      const [designator = '', , date = ''] = trip.flightKey.split('/');
      const minutesAgo = (minutes: number) =>
        new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
      const statusBecomes = async (
        status: string,
        set: Parameters<World['aero']['script']>[1][number]['set'],
      ) => {
        world.aero.script({ designator, date }, [{ from: minutesAgo(1), set }]);
        await makeFlightCheckOverdue(world, trip);
        await until(
          `the flight is ${status}`,
          async () =>
            (
              await world.rows<{ status: string }>(
                'select status from bauhaus.trips where id = $1',
                trip.id,
              )
            )[0]?.status === status,
          150,
        );
      };
      const underWay = {
        actual_out: minutesAgo(200),
        actual_off: minutesAgo(190),
        estimated_in: minutesAgo(2),
      };
      // A landing that no earlier arrival foretold would be doubted for ten minutes.
      await statusBecomes('departed', underWay);
      await statusBecomes('landed', {
        ...underWay,
        actual_on: minutesAgo(6),
        actual_in: minutesAgo(2),
        baggage_claim: '7', // unknown, it would be looked for twice more
      });
      await until(
        'it is looked at no more',
        async () => (await cloud.schedule(flightCheck(trip))) === null,
      );
      await until(
        'the landing is told',
        async () => (await sentTypes(world, trip)).includes('landing'),
        30,
      );
      expectNoRepeats(world, trip);
    });
  } finally {
    for (const stop of stoppers) await stop();
  }
};
