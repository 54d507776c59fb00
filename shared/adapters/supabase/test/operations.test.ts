import { plus } from '#shared/domain/instant.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

let postgres: PostgresStore;
beforeAll(async () => {
  postgres = await postgresStore();
}, 60_000);
afterAll(() => postgres.close());

describe('the report for operators', () => {
  it('tells the age of what waits, and nothing of anybody', async () => {
    await Scene.open(postgres);
    const report = await postgres.store.report(plus(aMoment, 90_000));
    expect(report.outboxOldestSeconds).toBeGreaterThanOrEqual(90);
    expect(report).toMatchObject({
      unknownEffects: 0,
      quarantined: 0,
      urgentTasks: 0,
      untoldIncidents: 0,
    });
  });

  it('tells how long messages took from decision to sending', async () => {
    const scene = await Scene.open(postgres);
    const [claimed] = await scene.turn({
      now: aMoment,
      effects: [scene.effect({ dueAt: aMoment })],
    });
    if (!claimed) throw new Error('nothing was claimed');
    await scene.sent(claimed, plus(aMoment, 3_000));
    expect(
      (await postgres.store.report(plus(aMoment, 10_000))).eventToSendP95Seconds,
    ).toBeGreaterThan(0);
  });
});
