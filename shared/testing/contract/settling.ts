import { second } from '#shared/domain/instant.ts';
import { aMoment } from '../builders.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Settling claimed messages. */
export const describeSettling = (subject: () => StoreUnderTest): void => {
  describe('a settlement', () => {
    it('"sent" ends the matter', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.sent(effect, later(second), 'SM-1');
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'SENT',
        sentAt: later(second),
        attempts: 0,
      });
      expect(await scene.claim([effect.id], later(60 * minute))).toEqual([]);
      expect(await scene.isOverdue(effect.id, later(60 * minute))).toBe(false);
      await scene.settle({
        id: effect.id,
        fence: effect.fence,
        at: later(minute),
        kind: 'failed',
        code: 'x',
        permanent: true,
        announce: true,
      });
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENT', sentAt: later(second) });
    });

    it('"retry" counts a failure and waits until its instant', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      expect(await scene.retry(effect, later(second), later(6 * second))).toEqual([]);
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'PENDING',
        attempts: 1,
        errorCode: '20429',
        dueAt: later(6 * second),
      });
      expect(await scene.isOverdue(effect.id, later(5 * second))).toBe(false);
      expect(await scene.isOverdue(effect.id, later(6 * second))).toBe(true);
    });

    it('"deferred" waits until its instant, says why, and counts no failure', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      const deferred = {
        id: effect.id,
        fence: effect.fence,
        at: later(second),
        kind: 'deferred',
        code: 'provider_down',
      } as const;
      expect(await scene.settle({ ...deferred, retryAt: later(minute), announce: false })).toEqual(
        [],
      );
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'PENDING',
        attempts: 0,
        errorCode: 'provider_down',
      });
      expect(await scene.isOverdue(effect.id, later(minute - 1))).toBe(false);
      expect(await scene.claim([effect.id], later(minute - 1))).toEqual([]);
      const [again] = await scene.claim([effect.id], later(minute));
      expect(again).toMatchObject({ mode: 'send', attempts: 0, firstTriedAt: aMoment });
    });

    it('"deferred" stays due since when it was', async () => {
      const scene = await Scene.open(subject());
      const { id, fence } = await scene.claimed();
      const at = later(second);
      const retryAt = later(minute);
      await scene.settle({
        id,
        fence,
        at,
        kind: 'deferred',
        code: 'provider_down',
        retryAt,
        announce: false,
      });
      expect((await scene.entry(id)).dueAt).toBe(aMoment);
      const { agency } = scene;
      expect(
        await subject().store.waitingEffects({ agencyId: agency.id, ids: [id] }),
      ).toMatchObject([{ at: retryAt }]);
    });

    it('"deferred" is dropped, with its reason, once its shelf life is over', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed({ expiresAt: later(2 * minute) });
      const deferred = {
        id: effect.id,
        fence: effect.fence,
        at: later(second),
        kind: 'deferred',
        code: 'provider_down',
      } as const;
      await scene.settle({ ...deferred, retryAt: later(minute), announce: false });
      expect(await scene.claim([effect.id], later(2 * minute))).toEqual([]);
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'DROPPED',
        reason: 'expired',
        errorCode: 'provider_down',
      });
    });

    it('"deferred" for long is announced once as being retried', async () => {
      const scene = await Scene.open(subject());
      let effect = await scene.claimed({ type: 'boarding', critical: true });
      for (const at of [10, 12]) {
        const settled = {
          id: effect.id,
          fence: effect.fence,
          at: later(at * minute),
          kind: 'deferred',
          code: 'provider_down',
        } as const;
        await scene.settle({ ...settled, retryAt: later((at + 2) * minute), announce: true });
        const [again] = await scene.claim([effect.id], later((at + 2) * minute));
        if (!again) throw new Error('expected a claim');
        effect = again;
      }
      expect(await scene.emitted('MessageFailed')).toMatchObject([
        {
          data: {
            messageId: effect.id,
            state: 'retrying',
            permanent: false,
            code: 'provider_down',
            attempts: 0,
          },
        },
      ]);
    });

    it('"failed" is final', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.settle({
        id: effect.id,
        fence: effect.fence,
        at: later(second),
        kind: 'failed',
        code: '63024',
        permanent: true,
        announce: false,
      });
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'FAILED',
        permanent: true,
        attempts: 1,
        errorCode: '63024',
        sentAt: null,
      });
      expect(await scene.claim([effect.id], later(60 * minute))).toEqual([]);
    });

    it('"still-unknown" counts the empty lists of "unknown", "retry" forgets them', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.unknown(effect, later(second), later(3 * minute));
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'UNKNOWN',
        attempts: 0,
        errorCode: 'timeout',
      });
      expect(await scene.claim([effect.id], later(3 * minute - 1))).toEqual([]);
      const [first] = await scene.claim([effect.id], later(3 * minute));
      expect(first).toMatchObject({ mode: 'reconcile', emptyLists: 0, lastTriedAt: aMoment });
      if (!first) return;
      await scene.settle({
        id: first.id,
        fence: first.fence,
        at: later(3 * minute),
        kind: 'still-unknown',
        reconcileAt: later(4 * minute),
        announce: false,
      });
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'UNKNOWN', attempts: 0 });
      const [again] = await scene.claim([effect.id], later(4 * minute));
      expect(again).toMatchObject({ mode: 'reconcile', emptyLists: 1, lastTriedAt: aMoment });
      if (!again) return;
      const claimedNext = await scene.retry(again, later(4 * minute), later(4 * minute));
      const [resent] =
        claimedNext.length > 0 ? claimedNext : await scene.claim([effect.id], later(4 * minute));
      expect(resent).toMatchObject({
        mode: 'send',
        attempts: 1,
        emptyLists: 0,
        firstTriedAt: aMoment,
        lastTriedAt: later(4 * minute),
      });
    });

    it('of a reconciliation whose list could not be read counts no empty list', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      const [first] = await scene.claim([effect.id], later(3 * minute));
      if (!first) throw new Error('expected a reconciliation');
      await scene.unknown(first, later(3 * minute), later(4 * minute), 'list');
      expect(await scene.claim([effect.id], later(4 * minute))).toMatchObject([
        { mode: 'reconcile', emptyLists: 0 },
      ]);
    });

    it('"replace" waits again with other content', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      const content = {
        kind: 'template',
        template: 'agency_reply',
        language: 'es',
        variables: { '1': 'x' },
        text: 'Hola: x',
      } as const;
      const claimedNext = await scene.settle({
        id: effect.id,
        fence: effect.fence,
        at: later(second),
        kind: 'replace',
        content,
      });
      const [again] =
        claimedNext.length > 0 ? claimedNext : await scene.claim([effect.id], later(2 * second));
      expect(again).toMatchObject({ id: effect.id, mode: 'send', content });
    });

    it('of an assumed delivery leaves it to that actor each time it turns out unsent', async () => {
      const scene = await Scene.open(subject());
      let effect = await scene.claimed({ type: 'boarding' });
      const command = scene.effect({ type: 'boarding' });
      const { key } = await scene.entry(effect.id);
      for (const [nth, kind] of (['retry', 'deferred'] as const).entries()) {
        const at = later((nth + 1) * minute);
        await scene.turn({ assumedDelivered: [key] });
        const next = {
          id: effect.id,
          fence: effect.fence,
          at,
          kind,
          code: 'x',
          retryAt: later(10 * minute),
          announce: false,
        };
        expect(await scene.settle(next)).toEqual([]);
        expect(await scene.entry(effect.id)).toMatchObject({
          status: 'DROPPED',
          reason: 'needs_redecision',
          errorCode: 'x',
          attempts: 1,
        });
        expect(await scene.claim([effect.id], later(20 * minute))).toEqual([]);
        const failed = (await scene.emitted('MessageFailed')).map((event) => event.data);
        expect(failed).toHaveLength(nth + 1);
        expect(failed).toContainEqual({
          messageId: effect.id,
          type: 'boarding',
          state: 'needs_redecision',
          permanent: false,
          code: 'x',
          attempts: 1,
        });
        const [again] = await scene.turn({ now: at, effects: [{ ...command, key, dueAt: at }] });
        expect(again).toMatchObject({ id: effect.id, mode: 'send', attempts: 1 });
        if (!again) return;
        effect = again;
      }
      // No turn has assumed this try delivered.
      expect(await scene.retry(effect, later(3 * minute), later(4 * minute))).toEqual([]);
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'PENDING', attempts: 2 });
    });

    it.each([
      { kind: 'retry', retryAt: later(10 * minute), code: 'x', announce: false },
      { kind: 'deferred', retryAt: later(10 * minute), code: 'x', announce: false },
      { kind: 'failed', permanent: true, code: 'x', announce: true },
    ] as const)(
      '"$kind" of what a turn has counted as told takes back what that trip wanted to say next',
      async (outcome) => {
        const scene = await Scene.open(subject());
        const effect = await scene.claimed();
        const [news, answer] = [scene.effect({ type: 'delayed' }), scene.effect({ type: 'reply' })];
        await scene.turn({
          assumedDelivered: [(await scene.entry(effect.id)).key],
          effects: [news, answer],
        });
        const waiting = (await scene.context()).ledger.filter(
          (entry) => entry.status === 'PENDING',
        );
        expect(waiting.map((entry) => entry.type).sort()).toEqual(['delayed', 'reply']);
        const claimedNext = await scene.settle({
          id: effect.id,
          fence: effect.fence,
          at: later(minute),
          ...outcome,
        });
        expect(claimedNext.map((claim) => claim.type)).toEqual(['reply']);
        expect(
          (await scene.context()).ledger.find((entry) => entry.key === news.key),
        ).toMatchObject({
          status: 'DROPPED',
          reason: 'overtaken',
        });
      },
    );

    it('of what a turn has counted as told stays so through what is not known', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.turn({ assumedDelivered: [(await scene.entry(effect.id)).key] });
      const base = {
        id: effect.id,
        fence: effect.fence,
        reconcileAt: later(3 * minute),
        announce: false,
      };
      await scene.settle({ ...base, at: later(second), kind: 'unknown', code: 'timeout' });
      const [first] = await scene.claim([effect.id], later(3 * minute));
      if (!first) throw new Error('expected a reconciliation');
      await scene.settle({
        ...base,
        fence: first.fence,
        at: later(3 * minute),
        reconcileAt: later(4 * minute),
        kind: 'still-unknown',
      });
      const [secondClaim] = await scene.claim([effect.id], later(4 * minute));
      if (!secondClaim) throw new Error('expected a second one');
      await scene.retry(secondClaim, later(4 * minute), later(4 * minute));
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'DROPPED',
        reason: 'needs_redecision',
      });
    });

    it('of what a turn has counted as told, "sent", is what the turn said', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      const { key } = await scene.entry(effect.id);
      await scene.turn({ assumedDelivered: [key] });
      await scene.sent(effect);
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENT' });
      await scene.turn({ assumedDelivered: [key] });
    });

    it('is kept as a row for each attempt, with its outcome', async () => {
      const scene = await Scene.open(subject());
      const first = await scene.claimed({ critical: true });
      await scene.retry(first, aMoment, later(minute));
      const [second] = await scene.claim([first.id], later(minute));
      if (!second) throw new Error('expected the message to be claimed again');
      await scene.sent(second, later(minute), 'SM1');
      // Said again, it is no other attempt.
      await scene.sent(second, later(2 * minute), 'SM1');
      expect(await subject().attempts(first.id)).toEqual([
        {
          fence: first.fence,
          triedAt: aMoment,
          settledAt: aMoment,
          outcome: 'retry',
          providerId: null,
          errorCode: '20429',
        },
        {
          fence: second.fence,
          triedAt: later(minute),
          settledAt: later(minute),
          outcome: 'sent',
          providerId: 'SM1',
          errorCode: null,
        },
      ]);
    });

    it('with a stale fence changes nothing', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.settle({
        id: effect.id,
        fence: effect.fence - 1,
        at: later(second),
        kind: 'sent',
        providerId: 'SM-1',
      });
      await scene.settle({
        id: effect.id,
        fence: effect.fence + 1,
        at: later(second),
        kind: 'sent',
        providerId: 'SM-1',
      });
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENDING' });
    });

    it('of another agency changes nothing', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      const effect = await scene.claimed();
      await other.settle({
        id: effect.id,
        fence: effect.fence,
        at: later(second),
        kind: 'sent',
        providerId: 'SM-1',
      });
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENDING' });
    });
  });
};
