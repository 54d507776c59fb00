import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { ActorBusy, ServiceUnavailable } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { failed, ok } from '#shared/result.ts';
import { aFlightFacts, aFlightStatusChanged, aTrip } from '#shared/testing/builders.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { createQueueHandler, type QueueHandlerOptions } from '../queue-handler.ts';
import { ownSource, type Wake } from '../queue-message.ts';

const anEvent = (): AnyEvent => aFlightStatusChanged(aTrip(), aFlightFacts());
const fromBus = (event: AnyEvent) =>
  JSON.stringify({ source: ownSource, 'detail-type': event.type, detail: event });
const aRecord = (messageId: string, body: string, receiveCount = 1, earlier?: number): SQSRecord =>
  ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount) },
    messageAttributes:
      earlier === undefined
        ? {}
        : { earlierDeliveries: { stringValue: String(earlier), dataType: 'Number' } },
    eventSource: 'aws:sqs',
  }) as unknown as SQSRecord;
const batch = (...Records: SQSRecord[]): SQSEvent => ({ Records });

const aFunction = (receive: QueueHandlerOptions['receive'], wake?: QueueHandlerOptions['wake']) => {
  const sent: { event: AnyEvent | Wake; earlier: number }[] = [];
  const returned: { handle: string; seconds: number }[] = [];
  const log = new RecordingLog();
  const handle = createQueueHandler({
    receive,
    ...(wake && { wake }),
    log,
    ids: { chance: () => 0.5 },
    retryBaseSeconds: 5,
    agentQueue: {
      send: async (event, { earlierDeliveries = 0 } = {}) =>
        void sent.push({ event, earlier: earlierDeliveries }),
      sendAll: async () => undefined,
      returnAfter: async (handle, seconds) => void returned.push({ handle, seconds }),
    },
  });
  return { handle, sent, returned, log };
};
const failures = (response: { batchItemFailures: readonly { itemIdentifier: string }[] }) =>
  response.batchItemFailures.map((f) => f.itemIdentifier);

describe('a function fed from its queue', () => {
  it('takes events that the bus delivered and those that a schedule sent', async () => {
    const [one, two] = [anEvent(), anEvent()];
    const seen: string[] = [];
    const { handle } = aFunction(async ({ event, source }) => {
      seen.push(`${event.id} ${source}`);
      return ok(null);
    });
    expect(
      failures(await handle(batch(aRecord('a', fromBus(one)), aRecord('b', JSON.stringify(two))))),
    ).toEqual([]);
    expect(seen.sort()).toEqual([`${one.id} ${ownSource}`, `${two.id} null`].sort());
  });

  it('reports only what failed, and has it come back after a pause that grows', async () => {
    const [good, bad] = [anEvent(), anEvent()];
    const { handle, returned } = aFunction(async ({ event }) =>
      event.id === bad.id ? failed(new ServiceUnavailable('database', 'gone')) : ok(null),
    );
    expect(
      failures(await handle(batch(aRecord('good', fromBus(good)), aRecord('bad', fromBus(bad))))),
    ).toEqual(['bad']);
    await handle(batch(aRecord('bad', fromBus(bad), 3)));
    expect(returned).toEqual([
      { handle: 'handle of bad', seconds: 5 },
      { handle: 'handle of bad', seconds: 20 },
    ]);
  });

  it('sends what found its actor busy again, without using up a delivery', async () => {
    const event = anEvent();
    const deliveries: number[] = [];
    const { handle, sent } = aFunction(async (_, delivery) => {
      deliveries.push(delivery.deliveries);
      return failed(new ActorBusy('lost every try'));
    });
    expect(failures(await handle(batch(aRecord('a', fromBus(event), 2))))).toEqual([]);
    expect(sent).toEqual([{ event, earlier: 1 }]);
    await handle(batch(aRecord('b', JSON.stringify(event), 1, 1)));
    expect(deliveries).toEqual([2, 2]);
  });

  it('sends the unreadable to the dead letters without delay, and logs no content', async () => {
    const { handle, returned, log } = aFunction(async () => ok(null));
    const bodies = [
      'no json, Ana Ruiz',
      '{"whatsapp":"+5491155550100"}',
      JSON.stringify({ ...anEvent(), version: 99 }),
    ];
    expect(
      failures(await handle(batch(...bodies.map((body, i) => aRecord(String(i), body))))),
    ).toEqual(['0', '1', '2']);
    expect(returned.map(({ seconds }) => seconds)).toEqual([0, 0, 0]);
    expect(JSON.stringify(log.lines)).not.toMatch(/Ana|5491155550100/);
  });

  describe('with a wake in its queue', () => {
    const [effectId, agencyId] = [
      '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
      '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b11',
    ];
    const aWake = JSON.stringify({ wake: { effectId, agencyId } });

    it('has the effect tried, each time it comes', async () => {
      const woken: unknown[] = [];
      const { handle } = aFunction(
        async () => failed(new ServiceUnavailable('nobody', 'a wake is no event')),
        async (wake) => ok(woken.push(wake)),
      );
      expect(failures(await handle(batch(aRecord('a', aWake), aRecord('again', aWake))))).toEqual(
        [],
      );
      expect(woken).toEqual([
        { effectId, agencyId },
        { effectId, agencyId },
      ]);
    });

    it('has it come back when the effect could not be tried', async () => {
      const { handle, returned } = aFunction(
        async () => ok(null),
        async () => failed(new ServiceUnavailable('database', 'gone')),
      );
      expect(failures(await handle(batch(aRecord('a', aWake))))).toEqual(['a']);
      expect(returned).toEqual([{ handle: 'handle of a', seconds: 5 }]);
    });

    it.each([
      ['without an id', { wake: { agencyId } }],
      ['with an id of another form', { wake: { effectId: 'all', agencyId } }],
      ['with more than a wake holds', { wake: { effectId, agencyId }, event: {} }],
    ])('does not take one %s', async (_, body) => {
      const { handle } = aFunction(
        async () => ok(null),
        async () => ok(null),
      );
      expect(failures(await handle(batch(aRecord('a', JSON.stringify(body)))))).toEqual(['a']);
    });
  });
});
