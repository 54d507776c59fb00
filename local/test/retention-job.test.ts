import { startRetentionJob } from '#local/engine/retention-job.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { minute, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Counts } from '#shared/ports/personal-data.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';

const never = async (): Promise<never> => {
  throw new Error('not asked for here');
};

describe('the removal of what is older than its retention', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const start = (purge: () => Promise<Counts>) => {
    const log = new RecordingLog();
    const store = {
      purge,
      agencies: async () => [],
      erase: never,
      exportOf: never,
      removeDocument: never,
      purgeAgency: never,
      filesToRemove: never,
      filesRemoved: never,
    };
    const documents = createMemoryDocumentStore();
    const clock = new ManualClock();
    return { log, job: startRetentionJob({ store, documents, mostMonths: 36, clock, log }) };
  };

  it('happens soon after the start, whole, and every half hour from then on', async () => {
    const answers: Counts[] = [{ inbox: 2 }, { inbox: 1, outbox: 0 }];
    const purge = jest.fn(async () => answers.pop() ?? {});
    const { job, log } = start(purge);
    await jest.advanceTimersByTimeAsync(10 * second);
    expect(purge).toHaveBeenCalledTimes(3);
    expect(log.lines).toMatchObject([{ level: 'info', fields: { counts: ['inbox 3'] } }]);
    await jest.advanceTimersByTimeAsync(30 * minute);
    expect(purge).toHaveBeenCalledTimes(4);
    await job.stop();
    await jest.advanceTimersByTimeAsync(30 * minute);
    expect(purge).toHaveBeenCalledTimes(4);
  });

  it('is tried again where it failed, and has ended when it was stopped', async () => {
    const slow = Promise.withResolvers<Counts>();
    const purge = jest
      .fn(async (): Promise<Counts> => slow.promise)
      .mockRejectedValueOnce(new ServiceUnavailable('database', 'away'));
    const { job, log } = start(purge);
    await jest.advanceTimersByTimeAsync(31 * minute);
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
    expect(purge).toHaveBeenCalledTimes(2);
    const stopped = job.stop();
    slow.resolve({ inbox: 1 });
    await stopped;
    expect(purge).toHaveBeenCalledTimes(2);
  });
});
