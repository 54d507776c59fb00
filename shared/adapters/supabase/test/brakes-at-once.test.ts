import { aMoment } from '#shared/testing/builders.ts';
import { later, minute, Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

describe('a pause that is set while workers claim', () => {
  let store: PostgresStore;
  beforeAll(async () => {
    store = await postgresStore({ processes: 4 });
  });
  afterAll(() => store.close());

  it('nothing is claimed once it is set', async () => {
    for (let round = 0; round < 25; round += 1) {
      const scene = await Scene.open(store);
      const effects = Array.from({ length: 8 }, (_, n) =>
        scene.effect({ dueAt: later(minute), episode: n + 1, to: `+54911555503${n}0` }),
      );
      await scene.turn({ effects: effects.map((effect) => ({ ...effect, type: 'reply' })) });
      const ids = (await scene.context()).ledger.map(({ id }) => id);
      const claims = ids.map((id) => scene.claim([id], later(2 * minute)));
      await store.desk.putBrake({
        ...{ agencyId: scene.agency.id, scope: 'agency', subject: null, state: 'paused' },
        ...{ reason: 'now', until: null, phones: [], by: 'Lucía', now: aMoment },
      });
      const sending = async () =>
        (await scene.context()).ledger.filter(({ status }) => status === 'SENDING').length;
      const whenSet = await sending();
      await Promise.all(claims);
      expect(await sending()).toBe(whenSet);
      expect(await scene.claim(ids, later(60 * minute))).not.toContainEqual(
        expect.objectContaining({ mode: 'send' }),
      );
    }
  });
});
