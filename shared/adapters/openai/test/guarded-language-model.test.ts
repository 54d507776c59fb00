import { withDeadline } from '#shared/deadline.ts';
import { minute, second } from '#shared/domain/instant.ts';
import {
  type Completion,
  type LanguageModel,
  LanguageModelFailure,
  type ModelFailureReason,
  type ModelUsage,
} from '#shared/ports/language-model.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import { ManualClock, RecordingLog, someBreakers } from '#shared/testing/fakes.ts';
import { createGuardedLanguageModel, createModelGuard } from '../guarded-language-model.ts';

const agencyId = '00000000-0000-4000-8000-000000000001';
const usage: ModelUsage = {
  model: 'm',
  inputTokens: 10,
  cachedInputTokens: 0,
  outputTokens: 5,
  costMicros: 400_000,
};

/** A guarded model whose next calls end as given, with accounts in memory. */
const setUp = (budgetMicros = 1_000_000) => {
  const clock = new ManualClock();
  const log = new RecordingLog();
  let next: ModelFailureReason | 'ok' = 'ok';
  let calls = 0;
  let accountsDown = false;
  const entries: Parameters<ModelSpend['record']>[0][] = [];
  const spend: ModelSpend = {
    budget: async () => {
      if (accountsDown) throw new Error('down');
      return { spentMicros: entries.reduce((sum, e) => sum + e.usage.costMicros, 0), budgetMicros };
    },
    record: async (entry) => {
      entries.push(entry);
    },
  };
  const complete = async (): Promise<Completion<never>> => {
    calls += 1;
    return next === 'ok'
      ? { ok: true, value: 'words' as never, toolUses: [], usage }
      : {
          ok: false,
          error: new LanguageModelFailure(next, 'scripted'),
          usage: { ...usage, costMicros: 0 },
        };
  };
  const inner: LanguageModel = { complete, transcribe: complete };
  const model = createGuardedLanguageModel(
    inner,
    createModelGuard({ spend, breaker: someBreakers(clock).of('openai'), clock, log }),
  );
  return {
    clock,
    log,
    entries,
    calls: () => calls,
    breakAccounts: () => {
      accountsDown = true;
    },
    ask: async (outcome: ModelFailureReason | 'ok' = 'ok') => {
      next = outcome;
      const completion = await model.transcribe({
        agencyId,
        audio: new Uint8Array(),
        contentType: 'audio/ogg',
      });
      return completion.ok ? 'ok' : completion.error.reason;
    },
  };
};

describe('a guarded language model', () => {
  it('writes down every call, failed ones too', async () => {
    const { ask, entries } = setUp();
    await ask();
    await ask('refused');
    expect(entries).toMatchObject([
      { agencyId, purpose: 'transcription', failed: false, usage },
      { agencyId, purpose: 'transcription', failed: true },
    ]);
  });

  it('asks nothing once the month’s budget is spent', async () => {
    const { ask, calls } = setUp();
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([
      'ok',
      'ok',
      'ok',
      'budget',
    ]);
    expect(calls()).toBe(3);
  });

  it('asks nothing for an agency that has no budget', async () => {
    const { ask, calls } = setUp(0);
    expect([await ask(), calls()]).toEqual(['budget', 0]);
  });

  it('makes no calls for 30 s after five failures, then a probe, then waits longer', async () => {
    const { ask, calls, clock } = setUp();
    for (let i = 0; i < 5; i += 1) expect(await ask('unavailable')).toBe('unavailable');
    expect([await ask(), calls()]).toEqual(['unavailable', 5]);
    clock.advance(30 * second);
    expect([await ask('unavailable'), await ask(), calls()]).toEqual([
      'unavailable',
      'unavailable',
      6,
    ]);
    clock.advance(60 * second);
    expect([await ask(), await ask(), calls()]).toEqual(['ok', 'ok', 8]);
  });

  it('does not count refusals and nonsense as a service that is down', async () => {
    const { ask, calls } = setUp();
    for (const reason of [
      'unavailable',
      'unavailable',
      'unavailable',
      'unavailable',
      'invalid',
      'unavailable',
      'refused',
      'truncated',
    ] as const)
      await ask(reason);
    expect([await ask(), calls()]).toEqual(['ok', 9]);
  });

  it('asks nothing where the accounts do not answer', async () => {
    const { ask, calls, breakAccounts, clock } = setUp();
    breakAccounts();
    clock.advance(minute);
    expect([await ask(), calls()]).toEqual(['unavailable', 0]);
  });

  it('logs reasons and no words', async () => {
    const { ask, log } = setUp();
    await ask('refused');
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: 'the language model failed',
        fields: { type: 'transcription', error: 'refused' },
      },
    ]);
  });

  it('asks nobody where a turn has no time left for it', async () => {
    const { ask, calls, entries } = setUp();
    expect(await withDeadline(0, () => ask())).toBe('unavailable');
    expect([calls(), entries]).toEqual([0, []]);
  });

  it('does not count a call that the end of the turn cut short', async () => {
    jest.useFakeTimers();
    const { ask, calls } = setUp();
    const cutShort = () =>
      withDeadline(60_000, () => {
        const asked = ask('unavailable');
        jest.advanceTimersByTime(60_000);
        return asked;
      });
    for (let n = 0; n < 6; n += 1) await cutShort();
    expect(await ask()).toBe('ok');
    expect(calls()).toBe(7);
    jest.useRealTimers();
  });
});
