import { timerEvent } from '#shared/actor/timer-event.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';
import { requarantine } from '../requarantine.ts';

describe('events that were set aside', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());
  beforeEach(() => h.empty());

  const agent = 'notifications' as const;
  const loaded = (scene: Scene, eventId: string) =>
    h.store.load({
      agent,
      actorId: scene.trip.id,
      eventId,
      agencyId: scene.agency.id,
      tripId: scene.trip.id,
      conversation: null,
      flightKey: null,
      timerKind: null,
    });
  const overdue = () => h.store.overdue({ now: plus(aMoment, 10 * minute), limit: 100 });
  const setAside = async () => {
    const scene = await Scene.open(h);
    const event = scene.event();
    await h.store.quarantine({
      agent,
      actorId: scene.trip.id,
      event,
      error: 'a defect',
      now: aMoment,
    });
    return { scene, event };
  };

  it('are published again and count as not taken', async () => {
    const { scene, event } = await setAside();
    expect((await loaded(scene, event.id)).taken).toBe(true);
    expect(await requarantine({ url: h.url })).toEqual([
      { agent, actorId: scene.trip.id, eventId: event.id, type: event.type, error: 'a defect' },
    ]);
    expect((await loaded(scene, event.id)).taken).toBe(false);
    expect((await overdue()).events.map(({ id }) => id)).toContain(event.id);
    expect(await requarantine({ url: h.url })).toEqual([]);
  });

  it('are only listed in a dry run, and only those that are meant', async () => {
    const { scene, event } = await setAside();
    expect(await requarantine({ url: h.url, dryRun: true })).toHaveLength(1);
    expect(await requarantine({ url: h.url, agent: 'concierge' })).toEqual([]);
    expect(await requarantine({ url: h.url, since: plus(aMoment, minute) })).toEqual([]);
    expect((await loaded(scene, event.id)).taken).toBe(true);
  });

  it('of a timer make it due again', async () => {
    const scene = await Scene.open(h);
    await scene.turn({ timers: [{ kind: 'BoardingDue', due: plus(aMoment, 5 * minute) }] });
    const [timer] = (await overdue()).timers;
    if (timer === undefined) throw new Error('no timer is due');
    await h.store.quarantine({
      agent,
      actorId: scene.trip.id,
      event: timerEvent(timer),
      error: 'a defect',
      now: aMoment,
    });
    expect((await overdue()).timers).toEqual([]);
    await requarantine({ url: h.url });
    expect((await overdue()).timers).toEqual([timer]);
  });
});
