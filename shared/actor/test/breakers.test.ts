import { createMemoryCircuitBreakers } from '#shared/adapters/memory/circuit-breakers.ts';
import { plus, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { BreakerVerdict, CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { ManualClock, RecordingLog, someBreakers } from '#shared/testing/fakes.ts';

/**
 * The breakers of one worker over an in-memory store that counts its queries and can be made
 * unavailable.
 */
const setUp = () => {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const memory = createMemoryCircuitBreakers();
  const asked = { all: 0, swap: 0 };
  const database = { isUp: true };
  /** How long a change takes, in ms. */
  const slow = { ms: 0 };
  const ask = async <T>(what: keyof typeof asked, answer: () => Promise<T>): Promise<T> => {
    asked[what] += 1;
    if (!database.isUp) throw new ServiceUnavailable('database', 'gone');
    return answer();
  };
  const stored: CircuitBreakers = {
    all: () => ask('all', () => memory.all()),
    swap: async (request) => {
      const result = await ask('swap', () => memory.swap(request));
      clock.advance(slow.ms);
      return result;
    },
  };
  const breakers = someBreakers(clock, stored, log);
  const run = (verdict: BreakerVerdict) =>
    breakers.of('twilio').run(
      async () => verdict,
      (answer) => answer,
    );
  const runAll = (verdict: BreakerVerdict, times: number) =>
    Promise.all(Array.from({ length: times }, () => run(verdict)));
  return { clock, log, asked, database, slow, breakers, run, runAll };
};

describe('the breakers of a worker', () => {
  it('cost one query in five seconds while a service is well, whatever is called', async () => {
    const { clock, asked, runAll } = setUp();
    for (let i = 0; i < 10; i += 1) {
      await runAll('up', 300);
      clock.advance(second);
    }
    expect(asked).toEqual({ all: 2, swap: 0 });
  });

  it('write five times for a hundred failures at once', async () => {
    const { asked, runAll, breakers } = setUp();
    await runAll('down', 100);
    expect(asked).toEqual({ all: 1, swap: 5 });
    expect(await breakers.states()).toEqual({
      services: {
        twilio: { kind: 'open', until: plus(aMoment, 30 * second) },
        aeroapi: { kind: 'closed' },
        openai: { kind: 'closed' },
      },
      accounts: [],
    });
  });

  it('write once for the first success after a failure', async () => {
    const { asked, run, runAll } = setUp();
    await run('down');
    await runAll('up', 50);
    expect(asked.swap).toBe(2);
  });

  it('let calls through while they cannot be read or changed', async () => {
    const { database, run, runAll } = setUp();
    database.isUp = false;
    await runAll('down', 20);
    expect(await run('up')).toMatchObject({ kind: 'answered' });
  });

  it('let nobody probe who cannot say so', async () => {
    const { clock, database, run, runAll } = setUp();
    await runAll('down', 5);
    clock.advance(30 * second);
    database.isUp = false;
    expect(await run('up')).toEqual({ kind: 'circuit-open', until: plus(clock.now(), 5 * second) });
  });

  it('let nobody probe whose right to it ended while it was being asked for', async () => {
    const { clock, slow, run, runAll } = setUp();
    await runAll('down', 5);
    clock.advance(30 * second);
    slow.ms = 150 * second;
    expect(await run('up')).toEqual({ kind: 'circuit-open', until: plus(clock.now(), 5 * second) });
    slow.ms = 0;
    expect(await run('up')).toMatchObject({ kind: 'answered' });
  });

  it('give a probe back whose call throws', async () => {
    const { clock, breakers, run, runAll } = setUp();
    await runAll('down', 5);
    clock.advance(30 * second);
    const defect = breakers.of('twilio').run(
      () => Promise.reject(new TypeError('a defect')),
      () => 'down',
    );
    await expect(defect).rejects.toThrow('a defect');
    expect(await run('up')).toMatchObject({ kind: 'answered' });
    expect((await breakers.states()).services.twilio).toEqual({ kind: 'closed' });
  });

  it('say in the log when a circuit opens and when it closes', async () => {
    const { clock, log, run, runAll } = setUp();
    await runAll('down', 5);
    clock.advance(30 * second);
    await run('up');
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: 'circuit opened',
        fields: { provider: 'twilio', until: plus(aMoment, 30 * second) },
      },
      { level: 'info', message: 'circuit closed', fields: { provider: 'twilio' } },
    ]);
  });
});
