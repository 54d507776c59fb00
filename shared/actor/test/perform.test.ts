import { plus, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import { aClaimedEffect, aMoment } from '#shared/testing/builders.ts';
import { countingIds, ManualClock, RecordingLog, ScriptedSender } from '#shared/testing/fakes.ts';
import { createPerform } from '../perform.ts';

/** A store that keeps settlements and returns the effects that were waiting. */
const ledger = (waiting: readonly (readonly ClaimedEffect[] | Error)[] = []) => {
  const settlements: Settlement[] = [];
  const agencies: (string | null)[] = [];
  const next = [...waiting];
  return {
    settlements,
    agencies,
    settle: async (request: {
      readonly settlements: readonly Settlement[];
      readonly agencyId: string | null;
    }) => {
      settlements.push(...request.settlements);
      agencies.push(request.agencyId);
      const answer = next.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
};

const performing = (sender: ScriptedSender, store = ledger(), clock = new ManualClock()) => {
  const log = new RecordingLog();
  return {
    perform: createPerform({ store, sender, clock, ids: countingIds(), log }),
    store,
    log,
    clock,
  };
};

const accepted = (providerId: string) => ({ kind: 'accepted', providerId }) as const;

describe('performing claimed effects', () => {
  it('sends and settles under the effect’s own agency', async () => {
    const sender = new ScriptedSender([accepted('SM-1')]);
    const effect = aClaimedEffect();
    const { perform, store } = performing(sender);
    await perform([effect]);
    expect(sender.requests).toEqual([
      {
        id: effect.id,
        from: effect.from,
        to: effect.to,
        content: effect.content,
        deadline: plus(effect.leaseUntil, -10 * second),
      },
    ]);
    expect(store.settlements).toEqual([
      { id: effect.id, fence: effect.fence, at: aMoment, kind: 'sent', providerId: 'SM-1' },
    ]);
    expect(store.agencies).toEqual([effect.agencyId]);
    sender.finish();
  });

  it('goes on with what was waiting behind it until nothing waits', async () => {
    const sender = new ScriptedSender([accepted('SM-1'), accepted('SM-2'), accepted('SM-3')]);
    const [first, second_, third] = [aClaimedEffect(), aClaimedEffect(), aClaimedEffect()];
    const { perform, store } = performing(sender, ledger([[second_], [third], []]));
    await perform([first]);
    expect(store.settlements.map((s) => s.id)).toEqual([first.id, second_.id, third.id]);
    sender.finish();
  });

  it('does not let a slow send hold back the settlement of another', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sender = new ScriptedSender([
      async () => {
        await gate;
        return accepted('SM-slow');
      },
      accepted('SM-fast'),
    ]);
    const [slow, fast] = [aClaimedEffect(), aClaimedEffect()];
    const store = ledger();
    const settledFast = new Promise<void>((resolve) => {
      const settle = store.settle;
      store.settle = async (request) => {
        const answer = await settle(request);
        if (request.settlements[0]?.id === fast.id) resolve();
        return answer;
      };
    });
    const done = performing(sender, store).perform([slow, fast]);
    await settledFast;
    expect(store.settlements.map((s) => s.id)).toEqual([fast.id]);
    release();
    await done;
    expect(store.settlements.map((s) => s.id)).toEqual([fast.id, slow.id]);
  });

  it('looks for a call of unknown fate among the calls, which have no text', async () => {
    const call = { kind: 'call', text: 'To take it, press 1.', language: 'es' } as const;
    const effect = aClaimedEffect({ mode: 'reconcile', type: 'duty_call', content: call });
    const sender = new ScriptedSender(
      [],
      [[{ providerId: 'CA1', createdAt: plus(aMoment, second), text: '' }]],
    );
    const { perform, store } = performing(sender);
    await perform([effect]);
    expect(sender.searches).toMatchObject([{ from: effect.from, to: effect.to, isCall: true }]);
    expect(store.settlements).toMatchObject([{ kind: 'sent', providerId: 'CA1' }]);
  });

  it('reads the provider’s list instead of sending where the fate is unknown', async () => {
    const effect = aClaimedEffect({ mode: 'reconcile' });
    const clock = new ManualClock(plus(effect.leaseUntil, 120 * second));
    const sender = new ScriptedSender(
      [],
      [[{ providerId: 'SM-1', createdAt: plus(aMoment, second), text: effect.content.text }]],
    );
    const { perform, store } = performing(sender, ledger(), clock);
    await perform([effect]);
    expect(sender.requests).toEqual([]);
    expect(sender.searches).toEqual([
      { from: effect.from, to: effect.to, since: plus(aMoment, -30 * second) },
    ]);
    expect(store.settlements).toMatchObject([
      { kind: 'sent', providerId: 'SM-1', at: plus(aMoment, second) },
    ]);
  });

  it.each(['send', 'reconcile'] as const)(
    'that cannot be opened is not sent, and fails for good (%s)',
    async (mode) => {
      const sender = new ScriptedSender([]);
      const { perform, store } = performing(sender);
      await perform([aClaimedEffect({ mode, isUnreadable: true, to: '' })]);
      expect(sender.requests).toEqual([]);
      expect(store.settlements).toMatchObject([
        { kind: 'failed', code: 'unreadable', permanent: true, announce: true },
      ]);
      sender.finish();
    },
  );

  it('keeps a fate unknown while the list cannot be read', async () => {
    const sender = new ScriptedSender([], [new ServiceUnavailable('twilio', 'timeout')]);
    const { perform, store } = performing(sender);
    await perform([aClaimedEffect({ mode: 'reconcile', emptyLists: 1 })]);
    expect(store.settlements).toMatchObject([{ kind: 'unknown', code: 'list_unavailable' }]);
  });

  it('takes a sender that throws for a message that may have been sent', async () => {
    const sender = new ScriptedSender([
      () => {
        throw new TypeError('a defect');
      },
    ]);
    const { perform, store } = performing(sender);
    await perform([aClaimedEffect()]);
    expect(store.settlements).toMatchObject([{ kind: 'unknown', code: 'sender_threw' }]);
  });

  it('never throws, and does not send again, where the settlement cannot be stored', async () => {
    const sender = new ScriptedSender([accepted('SM-1')]);
    const { perform, log } = performing(
      sender,
      ledger([new ServiceUnavailable('database', 'gone')]),
    );
    await expect(perform([aClaimedEffect()])).resolves.toBeUndefined();
    expect(sender.requests).toHaveLength(1);
    expect(log.lines.some((line) => line.level === 'error')).toBe(true);
  });

  it('keeps to the agency’s retry limits', async () => {
    const sender = new ScriptedSender([{ kind: 'not-sent', code: '20429', retryAfterMs: null }]);
    const { perform, store } = performing(sender);
    await perform([aClaimedEffect({ retryLimits: { base_seconds: 7, attempts: 1 } })]);
    expect(store.settlements).toMatchObject([
      { kind: 'retry', retryAt: plus(aMoment, 7 * second), announce: true },
    ]);
  });

  it('logs neither numbers nor words', async () => {
    const effect = aClaimedEffect();
    const { perform, log } = performing(new ScriptedSender([accepted('SM-1')]));
    await perform([effect]);
    const lines = JSON.stringify(log.lines);
    expect(lines).toContain(effect.id);
    for (const secret of [effect.to, effect.from, effect.content.text])
      expect(lines).not.toContain(secret);
  });
});
