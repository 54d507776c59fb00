import { plus } from '#shared/domain/instant.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

let postgres: PostgresStore;
beforeAll(async () => {
  postgres = await postgresStore();
}, 60_000);
afterAll(() => postgres.close());

const take = async (scene: Scene, now: string) =>
  (await postgres.store.takeUncarried({ types: ['TripBooked'], now, limit: 1_000 })).filter(({ tripId }) => tripId === scene.trip.id);

describe('the outbox, for a relay', () => {
  it('lends an event to one taker, and to the next only after ten seconds', async () => {
    const scene = await Scene.open(postgres);
    expect(await take(scene, aMoment)).toHaveLength(1);
    expect(await take(scene, plus(aMoment, 9_000))).toHaveLength(0);
    expect(await take(scene, plus(aMoment, 11_000))).toHaveLength(1);
  });

  it('lends an event once, however many take at the same time', async () => {
    const scene = await Scene.open(postgres);
    const taken = await Promise.all(Array.from({ length: 6 }, () => take(scene, aMoment)));
    expect(taken.flat()).toHaveLength(1);
  });

  it('never lends what was carried, nor another type', async () => {
    const scene = await Scene.open(postgres);
    const others = await postgres.store.takeUncarried({ types: ['TripCancelled'], now: aMoment, limit: 1_000 });
    expect(others.filter(({ tripId }) => tripId === scene.trip.id)).toEqual([]);
    await postgres.store.carried((await take(scene, aMoment)).map(({ id }) => id));
    expect(await take(scene, plus(aMoment, 60_000))).toEqual([]);
  });
});

describe('the report for operators', () => {
  it('tells the age of what waits, and nothing of anybody', async () => {
    await Scene.open(postgres);
    const report = await postgres.store.report(plus(aMoment, 90_000));
    expect(report.outboxOldestSeconds).toBeGreaterThanOrEqual(90);
    expect(report).toMatchObject({ unknownEffects: 0, quarantined: 0, urgentTasks: 0 });
  });

  it('tells how long messages took from decision to sending', async () => {
    const scene = await Scene.open(postgres);
    const [claimed] = await scene.turn({ now: aMoment, effects: [scene.effect({ dueAt: aMoment })] });
    if (!claimed) throw new Error('nothing was claimed');
    await scene.sent(claimed, plus(aMoment, 3_000));
    expect((await postgres.store.report(plus(aMoment, 10_000))).eventToSendP95Seconds).toBeGreaterThan(0);
  });
});
