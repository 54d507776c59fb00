import { createRandom } from '../random.ts';
import { runChaos } from '../run.ts';

describe('the whole system under chaos', () => {
  it('sends every message once, over kills, lost replies and restarts of Postgres', async () => {
    const trips = 20;
    const report = await runChaos({
      kills: 2,
      trips,
      seed: 11,
      speed: 60,
      disk: false,
      progress: () => undefined,
    });
    const { lost, duplicates, inconsistencies } = report;
    expect({ lost, duplicates, inconsistencies }).toEqual({
      lost: [],
      duplicates: [],
      inconsistencies: [],
    });
    expect(report.messages).toEqual({ expected: trips * 5, accepted: trips * 5 });
    expect(report.kills).toBeGreaterThanOrEqual(2);
    // The run had disturbances, and the service recovered from each.
    expect(new Set(report.recoveries.map(({ disturbance }) => disturbance)).size).toBeGreaterThan(
      1,
    );
    expect(
      report.recoveries.every(
        ({ disturbance, readyMs }) => !disturbance.startsWith('kill') || readyMs !== null,
      ),
    ).toBe(true);
    expect(report.stoppedCleanly).toBe(true);
  }, 240_000);

  it('draws the same numbers from the same seed', () => {
    const choices = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.between(0, 1_000));
    };
    expect(choices(7)).toEqual(choices(7));
    expect(choices(7)).not.toEqual(choices(8));
  });
});
