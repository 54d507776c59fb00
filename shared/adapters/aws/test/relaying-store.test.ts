import { minute, plus } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { ManualClock, RecordingBus, RecordingLog } from '#shared/testing/fakes.ts';
import { apiEvents, createRelay, ledgerEvents } from '../relay.ts';
import { relayingStore } from '../relaying-store.ts';

const later = plus(aMoment, minute);
const aScene = async (over: Parameters<typeof Scene.open>[1] = {}) => {
  const h = await emptiedStore();
  const bus = new RecordingBus();
  const clock = new ManualClock(aMoment);
  const log = new RecordingLog();
  const relay = createRelay({ store: h.store, bus, clock, log }, ledgerEvents);
  const spiedRelay = jest.fn(relay);
  const scene = await Scene.open({ ...h, store: relayingStore(h.store, spiedRelay) }, over);
  const published = () =>
    bus.published.map(({ type, data }) => ({ type, state: Object(data).state }));
  /** What the sweeper would find. */
  const leftBehind = async () =>
    (await h.store.overdue({ now: plus(aMoment, 10 * minute), limit: 100 })).events.filter(
      ({ type }) => ledgerEvents.includes(type),
    );
  return { h, bus, clock, log, spiedRelay, scene, published, leftBehind };
};

describe('a message that failed', () => {
  it('is on the bus when its settlement is made, once, and not the sweeper’s', async () => {
    const { scene, published, leftBehind } = await aScene();
    await scene.retry(await scene.claimed(), aMoment, later, true);
    expect(published()).toEqual([{ type: 'MessageFailed', state: 'retrying' }]);
    expect(await leftBehind()).toEqual([]);
  });

  it('is on the bus when it was assumed delivered, also without an alert', async () => {
    const { scene, published } = await aScene();
    const effect = await scene.claimed();
    await scene.turn({ assumedDelivered: [(await scene.entry(effect.id)).key] });
    await scene.retry(effect, aMoment, later, false);
    expect(published()).toHaveLength(1);
  });

  it('is settled, and left to the sweeper, where the bus refuses it', async () => {
    const { scene, bus, log, leftBehind } = await aScene();
    bus.failure = new ServiceUnavailable('EventBridge', 'down');
    const effect = await scene.claimed();
    await scene.retry(effect, aMoment, later, true);
    expect((await scene.entry(effect.id)).attempts).toBe(1);
    expect(await leftBehind()).toHaveLength(1);
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
  });
});

it('what happens to an incident is on the bus when its turn is made, and not later', async () => {
  const { scene, published, leftBehind } = await aScene();
  await scene.turn({
    tasks: [{ op: 'open', kind: 'cancelled', tripId: scene.trip.id, reason: 'why', facts: {} }],
  });
  expect(published()).toEqual([{ type: 'IncidentOpened', state: undefined }]);
  await scene.turn({ tasks: [] });
  expect(published()).toHaveLength(1);
  expect(await leftBehind()).toEqual([]);
});

it('what a status callback leaves behind is among what the edge relays after each request', () => {
  for (const type of ledgerEvents) expect(apiEvents).toContain(type);
});

it('a message that was sent leaves nothing to be relayed', async () => {
  const { scene, spiedRelay } = await aScene();
  await scene.sent(await scene.claimed());
  expect(spiedRelay).not.toHaveBeenCalled();
});
