import { startRetentionJob } from '#local/engine/retention-job.ts';
import { minute, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';

describe('the removal of what is older than its retention', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const start = (purge: () => Promise<boolean>) => {
    const log = new RecordingLog();
    return { log, job: startRetentionJob({ store: { purge }, clock: new ManualClock(), log }) };
  };

  it('happens soon after the start, whole, and every half hour from then on', async () => {
    const answers = [true, true];
    const purge = jest.fn(async () => answers.pop() ?? false);
    const { job } = start(purge);
    await jest.advanceTimersByTimeAsync(10 * second);
    expect(purge).toHaveBeenCalledTimes(3);
    await jest.advanceTimersByTimeAsync(30 * minute);
    expect(purge).toHaveBeenCalledTimes(4);
    await job.stop();
    await jest.advanceTimersByTimeAsync(30 * minute);
    expect(purge).toHaveBeenCalledTimes(4);
  });

  it('is tried again where it failed, and has ended when it was stopped', async () => {
    const slow = Promise.withResolvers<boolean>();
    const purge = jest
      .fn(async (): Promise<boolean> => slow.promise)
      .mockRejectedValueOnce(new ServiceUnavailable('database', 'away'));
    const { job, log } = start(purge);
    await jest.advanceTimersByTimeAsync(31 * minute);
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
    expect(purge).toHaveBeenCalledTimes(2);
    const stopped = job.stop();
    slow.resolve(true);
    await stopped;
    expect(purge).toHaveBeenCalledTimes(2);
  });
});
