import { randomUUID } from 'node:crypto';
import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { readConfiguration } from '#shared/config.ts';
import { plus } from '#shared/domain/instant.ts';
import { type AnyEvent, parseEvent } from '#shared/events/catalogue.ts';
import { aFlightFacts, aFlightStatusChanged, aMoment, aTrip } from '#shared/testing/builders.ts';
import { createSqsQueue } from '../agent-queue.ts';
import { openCells, toEveryCell, toItsCell, toTheCellThatKnows } from '../cells.ts';
import { createEventBridgeBus } from '../event-bus.ts';
import { outsideSource, readQueueMessage } from '../queue-message.ts';
import { scheduleName } from '../timers.ts';

const moved = randomUUID();
const project = {
  SUPABASE_URL: 'https://south.supabase.co',
  SUPABASE_KEY: 'key',
  SUPABASE_JWT_SECRET: 'a secret of at least thirty-two characters, for tests',
};
const { cells: listed } = readConfiguration({
  ...project,
  EVENT_BUS_NAME: 'bus',
  AGENT_QUEUES: '{}',
  SEALING_KEY_ID: 'alias/sealing',
  CELLS: JSON.stringify({ south: { agencies: [moved], variables: project } }),
});

/** What each cell was given of a batch; records of `failing` fail. */
const dispatched = async (
  dispatch: typeof toItsCell,
  bodies: readonly string[],
  failing: readonly number[] = [],
) => {
  const taken: Record<string, number[]> = {};
  const handle = dispatch(
    openCells(listed, (cell) => async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      const ids = Records.map(({ messageId }) => Number(messageId));
      taken[cell?.name ?? 'first'] = ids;
      return {
        batchItemFailures: ids
          .filter((id) => failing.includes(id))
          .map((id) => ({ itemIdentifier: String(id) })),
      };
    }),
  );
  const Records = bodies.map((body, id) => ({ body, messageId: String(id) }) as SQSRecord);
  return { answer: await handle({ Records }, null), taken };
};

/** The body of a message as the bus puts it into a queue, published by a cell. */
const bridged = async (event: AnyEvent, cell: string | null, source?: string): Promise<string> => {
  let body = '';
  const client = {
    send: async (command: PutEventsCommand) => {
      const [entry] = command.input.Entries ?? [];
      body = JSON.stringify({
        source: source ?? entry?.Source,
        'detail-type': entry?.DetailType,
        resources: entry?.Resources ?? [],
        detail: JSON.parse(entry?.Detail ?? ''),
      });
      return { Entries: [{ EventId: event.id }] };
    },
  };
  await createEventBridgeBus({ client: client as never, busName: 'bus', cell }).publish([event]);
  return body;
};
/** The body of a message that a cell sends to a queue itself. */
const sent = async (
  message: Parameters<ReturnType<typeof createSqsQueue>['send']>[0],
  cell: string | null,
): Promise<string> => {
  let body = '';
  const client = {
    send: async (command: SendMessageCommand) => {
      body = command.input.MessageBody ?? '';
    },
  };
  await createSqsQueue(client as never, 'https://queue', cell).send(message);
  return body;
};
const news = (agencyId: string): AnyEvent =>
  aFlightStatusChanged(aTrip({ agencyId }), aFlightFacts());
const flightCheck = timerEvent({
  agent: 'flight-tracker',
  actorId: 'BA820/LHR-CPH/2027-03-03/17',
  kind: 'FlightCheckDue',
  generation: 1,
  due: plus(aMoment, 60_000),
  agencyId: null,
  tripId: null,
});

describe('a message of an agency', () => {
  it('goes to the cell of the agency, wherever it was sent from', async () => {
    const bodies = [
      await bridged(news(moved), null),
      await bridged(news(randomUUID()), 'south'),
      await sent(news(moved), null),
      await sent({ wake: { effectId: randomUUID(), agencyId: moved } }, null),
      await bridged(news(randomUUID()), null, outsideSource(moved)),
      'no message at all',
    ];
    expect((await dispatched(toItsCell, bodies)).taken).toEqual({
      south: [0, 2, 3, 4],
      first: [1, 5],
    });
  });

  it('is delivered again where its cell could not handle it', async () => {
    const bodies = [await sent(news(moved), null), await sent(news(randomUUID()), null)];
    const { answer } = await dispatched(toItsCell, bodies, [0]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
  });

  it('reads the same in a cell as in the first', async () => {
    const wake = { wake: { effectId: randomUUID(), agencyId: moved } };
    expect(readQueueMessage(await sent(wake, 'south'))).toMatchObject(wake);
    expect(readQueueMessage(await sent(flightCheck, 'south'))).toMatchObject({
      event: flightCheck,
    });
  });
});

describe('a message of a flight', () => {
  it('goes back to the cell that it comes from', async () => {
    const alert = parseEvent({
      ...flightCheck,
      type: 'FlightAlertRequested',
      data: { flightKey: 'BA820/LHR-CPH/2027-03-03/17' },
    });
    const bodies = [
      await sent(flightCheck, 'south'),
      await sent(flightCheck, null),
      await bridged(alert, 'south'),
      await bridged(alert, null),
      await sent(flightCheck, 'a cell that is gone'),
    ];
    expect((await dispatched(toItsCell, bodies)).taken).toEqual({
      south: [0, 2],
      first: [1, 3, 4],
    });
  });

  it('has a schedule for each cell', () => {
    const timer = { agent: 'flight-tracker', kind: 'FlightCheckDue', actorId: 'BA820' } as const;
    expect(scheduleName(timer, 'south')).not.toBe(scheduleName(timer));
  });
});

it('what nobody knows the cell of goes to all, and fails where it failed in one', async () => {
  const { answer, taken } = await dispatched(toEveryCell, ['one', 'two'], [1]);
  expect(taken).toEqual({ first: [0, 1], south: [0, 1] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
});

describe('a request', () => {
  const answered = (first: string, south: string) =>
    toTheCellThatKnows<string, string>((_, answer) => {
      if (answer.startsWith('nobody')) return 'no';
      return answer === 'nothing' ? 'perhaps' : 'yes';
    })(openCells(listed, (cell) => async () => (cell === null ? first : south)))('request', null);

  it.each([
    ['by the first cell that knows it', 'trip', 'never asked', 'trip'],
    ['by another that does', 'nobody', 'trip', 'trip'],
    ['by one that may know it, where none does for certain', 'nobody', 'nothing', 'nothing'],
    ['by one that does, where another may', 'nothing', 'trip', 'trip'],
    ['by the first of all else', 'nobody here', 'nobody there', 'nobody here'],
  ])('is answered %s', async (_, first, south, answer) => {
    expect(await answered(first, south)).toBe(answer);
  });
});

describe('cells', () => {
  it.each([
    ['an agency in two of them', { a: [moved], b: [moved] }, project],
    ['a project without its key', { a: [moved] }, { ...project, SUPABASE_KEY: '' }],
  ])('are refused with %s', (_, homes, variables) => {
    const CELLS = JSON.stringify(
      Object.fromEntries(
        Object.entries(homes).map(([name, agencies]) => [name, { agencies, variables }]),
      ),
    );
    expect(() => readConfiguration({ CELLS })).toThrow('CELLS is malformed');
  });
});
