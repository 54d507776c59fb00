import { day, hour, minute, plus } from '#shared/domain/instant.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

describe('a timer that is set more than a day ahead', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  beforeEach(() => h.empty());
  afterAll(() => h.close());
  const due = plus(aMoment, 30 * day);
  const taken = async (now = aMoment, limit = 100) =>
    (await h.store.takeFarTimers({ now, limit })).map(({ kind, generation }) => [kind, generation]);

  it('is taken the day before, once', async () => {
    const scene = await Scene.open(h);
    await scene.turn({
      timers: [
        { kind: 'BoardingDue', due },
        { kind: 'ReminderDue', due: plus(aMoment, 23 * hour) },
      ],
    });
    expect(await taken()).toEqual([]);
    expect(await taken(plus(due, -day - minute))).toEqual([]);
    expect(await taken(plus(due, -day))).toEqual([['BoardingDue', 1]]);
    expect(await taken(due)).toEqual([]);
  });

  it('is not taken once it was cleared, or set again for soon', async () => {
    const scene = await Scene.open(h);
    await scene.turn({
      timers: [
        { kind: 'BoardingDue', due },
        { kind: 'ReminderDue', due },
      ],
    });
    await scene.turn({
      timers: [
        { kind: 'BoardingDue', due: null },
        { kind: 'ReminderDue', due: plus(aMoment, hour) },
      ],
    });
    expect(await taken(due)).toEqual([]);
  });

  it('has its latest generation, and the next ones come first', async () => {
    const scene = await Scene.open(h);
    await scene.turn({ timers: [{ kind: 'BoardingDue', due: plus(due, hour) }] });
    await scene.turn({ timers: [{ kind: 'BoardingDue', due: plus(due, 2 * hour) }] });
    await scene.turn({ timers: [{ kind: 'ReminderDue', due }] });
    expect(await taken(due, 1)).toEqual([['ReminderDue', 1]]);
    expect(await taken(due, 1)).toEqual([['BoardingDue', 2]]);
  });
});
