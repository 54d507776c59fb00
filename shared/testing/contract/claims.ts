import { randomUUID } from 'node:crypto';
import { plus, second } from '#shared/domain/instant.ts';
import { aMoment, aPhone, phoneOf } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Claiming messages: the checks, one message at a time to a phone, and expiring leases. */
export const describeClaims = (subject: () => StoreUnderTest): void => {
  describe('a claim', () => {
    const waiting = async (scene: Scene, over: Parameters<Scene['effect']>[0] = {}) => {
      const effect = scene.effect({ dueAt: later(minute), ...over });
      await scene.turn({ effects: [effect] });
      const entry = (await scene.context()).ledger.find((e) => e.key === effect.key);
      if (!entry) throw new Error('expected a ledger entry');
      return entry.id;
    };

    it('waits while its agency is suspended, and goes out once it is not', async () => {
      const scene = await Scene.open(subject());
      const suspend = (suspendedBecause: string | null) =>
        subject().addAgency({ ...scene.agency, suspendedBecause });
      await suspend('unpaid');
      expect(await scene.turn({ effects: [scene.effect({ critical: true })] })).toEqual([]);
      const [waiting] = (await scene.context()).ledger;
      expect(waiting).toMatchObject({ status: 'PENDING', reason: 'agency_suspended' });
      await suspend(null);
      const [effect] = await scene.claim([waiting?.id ?? ''], later(hour));
      expect(effect?.mode).toBe('send');
      expect((await scene.context()).ledger).toMatchObject([{ status: 'SENDING', reason: null }]);
    });

    it('takes what is due, once, with a growing fence', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene);
      expect(await scene.claim([id], later(59 * second))).toEqual([]);
      expect(await scene.isOverdue(id, later(59 * second))).toBe(false);
      const [first] = await scene.claim([id], later(minute));
      expect(first).toMatchObject({
        id,
        mode: 'send',
        lastTriedAt: later(minute),
        leaseUntil: later(2 * minute),
      });
      expect(await scene.claim([id], later(minute))).toEqual([]);
      if (!first) return;
      await scene.retry(first, later(minute), later(2 * minute));
      expect(await scene.claim([id], later(2 * minute - 1))).toEqual([]);
      const [secondClaim] = await scene.claim([id], later(2 * minute));
      expect(secondClaim).toMatchObject({
        attempts: 1,
        firstTriedAt: later(minute),
        lastTriedAt: later(2 * minute),
      });
      expect(secondClaim?.fence).toBeGreaterThan(first.fence);
    });

    it('has its place among all tries, whatever the clock of its worker says', async () => {
      const scene = await Scene.open(subject());
      const first = await scene.claimed();
      await scene.retry(first, aMoment, later(20 * second));
      const id = await waiting(scene);
      const placeOf = async (which: string) => (await scene.entry(which)).tryOrder;
      expect(await placeOf(id)).toBe(0);
      const [ofFastClock] = await scene.claim([id], later(minute));
      if (!ofFastClock) throw new Error('expected a claim');
      expect(await placeOf(id)).toBeGreaterThan(await placeOf(first.id));
      await scene.sent(ofFastClock, later(minute), 'SM-1');
      await scene.claim([first.id], later(20 * second));
      expect(await placeOf(first.id)).toBeGreaterThan(await placeOf(id));
    });

    it('is won by one of many workers', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene);
      const claims = await Promise.all(
        Array.from({ length: 6 }, () => scene.claim([id], later(minute))),
      );
      expect(claims.flat()).toHaveLength(1);
    });

    it('is overdue until somebody makes it', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene);
      expect(await scene.isOverdue(id, later(3 * minute))).toBe(true);
      await scene.claim([id], later(3 * minute));
      expect(await scene.isOverdue(id, later(3 * minute))).toBe(false);
    });

    it('takes nothing of another agency, and nothing that is not there', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      const id = await waiting(scene);
      expect(await other.claim([id, randomUUID()], later(minute))).toEqual([]);
      expect(
        await subject().store.claim({ ids: [id], agencyId: null, now: later(minute) }),
      ).toHaveLength(1);
    });

    it('drops what is past its shelf life', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene, { expiresAt: later(5 * minute) });
      expect(await scene.claim([id], later(5 * minute))).toEqual([]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'expired' });
    });

    it('drops what is past its shelf life in the commit too', async () => {
      const scene = await Scene.open(subject());
      expect(await scene.turn({ effects: [scene.effect({ expiresAt: aMoment })] })).toEqual([]);
      expect((await scene.context()).ledger).toMatchObject([
        { status: 'DROPPED', reason: 'expired' },
      ]);
    });

    it('drops the messages of a withdrawn trip, but not the one that says so', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene);
      const goodbye = await waiting(scene, { type: 'trip_cancelled', critical: true });
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: true,
        now: aMoment,
      });
      expect((await scene.claim([id, goodbye], later(minute))).map((e) => e.id)).toEqual([goodbye]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'trip_withdrawn' });
    });

    it('drops what would go to a number corrected meanwhile, but not an answer', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene);
      const answer = await waiting(scene, { type: 'reply' });
      await subject().desk.edit({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        revision: 1,
        set: { whatsapp: aPhone() },
        notify: true,
        now: aMoment,
      });
      expect((await scene.claim([id, answer], later(minute))).map((e) => e.id)).toEqual([answer]);
      expect(await scene.entry(id)).toMatchObject({
        status: 'DROPPED',
        reason: 'number_corrected',
      });
    });

    it('drops what an opted-out traveller would get, but not the acknowledgement', async () => {
      const scene = await Scene.open(subject());
      const id = await waiting(scene);
      const ack = await waiting(scene, { type: 'opt_out_ack', evenIfOptedOut: true });
      const inbound = await subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phoneOf(scene.trip),
        providerId: `SM${randomUUID()}`,
        text: 'BAJA',
        media: [],
        now: aMoment,
      });
      await scene.turn({
        records: [
          {
            kind: 'suppression',
            conversationId: inbound?.conversationId ?? '',
            optedOut: true,
            at: aMoment,
            by: 'traveller',
          },
        ],
      });
      expect((await scene.claim([id, ack], later(minute))).map((e) => e.id)).toEqual([ack]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'opted_out' });
    });

    it('lets one message at a time from number to phone; settling claims the next', async () => {
      const scene = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 6000 } },
      });
      const sibling = await scene.another({
        whatsapp: scene.trip.whatsapp,
        clientName: 'Bruno Ruiz',
      });
      const first = await scene.claimed({ critical: true });
      expect(
        await sibling.turn({
          effects: [sibling.effect({ type: 'boarding', critical: true, expiresAt: later(hour) })],
        }),
      ).toEqual([]);
      const waitingId = (await sibling.context()).ledger[0]?.id ?? '';
      expect(await scene.claim([waitingId], later(second))).toEqual([]);
      const next = await scene.sent(first, later(second));
      expect(next).toMatchObject([{ id: waitingId, mode: 'send', tripId: sibling.trip.id }]);
      expect(await sibling.entry(waitingId)).toMatchObject({ status: 'SENDING' });
    });

    it('takes of two that are equally urgent the one that was decided first', async () => {
      const scene = await Scene.open(subject());
      const first = scene.effect({ dueAt: later(hour) });
      await scene.turn({ effects: [first] });
      await scene.turn({ voids: [{ key: first.key, reason: 'taken_back' }] });
      const claimed = await scene.turn({
        now: later(hour),
        effects: [scene.effect({ dueAt: later(hour) }), first],
      });
      expect(claimed.map(({ content }) => content.text)).toEqual([first.content.text]);
    });

    it('that waits behind another is woken a second after that one would be', async () => {
      const scene = await Scene.open(subject());
      await scene.claimed();
      const next = scene.effect({ type: 'boarding' });
      await scene.turn({ effects: [next] });
      const agencyId = scene.agency.id;
      expect(await subject().store.waitingEffects({ agencyId, keys: [next.key] })).toMatchObject([
        { at: later(3 * minute + second) },
      ]);
    });

    it('waits behind one whose fate is unknown', async () => {
      const scene = await Scene.open(subject());
      const first = await scene.claimed({ critical: true });
      await scene.unknown(first, later(second), later(3 * minute));
      expect(
        await scene.turn({
          now: later(minute),
          effects: [scene.effect({ type: 'boarding', critical: true, dueAt: later(minute) })],
        }),
      ).toEqual([]);
      const id = (await scene.context()).ledger[1]?.id ?? '';
      expect(await scene.claim([id], later(2 * minute))).toEqual([]);
      const [reconcile] = await scene.claim([first.id], later(3 * minute));
      if (!reconcile) throw new Error('expected a reconciliation');
      expect((await scene.sent(reconcile, later(3 * minute))).map((e) => e.id)).toEqual([id]);
    });

    it.each([1, 2])(
      'waits behind another agency’s, from a number that they share (one of %i)',
      async (messages) => {
        const mine = await Scene.open(subject());
        const theirs = await Scene.open(subject(), {
          sender: mine.agency.sender,
          trip: { whatsapp: mine.trip.whatsapp },
        });
        const first = await mine.claimed();
        const effects = Array.from({ length: messages }, () => theirs.effect());
        expect(await theirs.turn({ effects })).toEqual([]);
        const id = (await theirs.context()).ledger[0]?.id ?? '';
        expect(await theirs.claim([id], later(second))).toEqual([]);
        await mine.sent(first, later(second));
        expect(await theirs.claim([id], later(2 * second))).toMatchObject([{ id, mode: 'send' }]);
      },
    );

    it('does not wait behind another phone’s', async () => {
      const scene = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 60_000 } },
      });
      const other = await scene.another();
      await scene.claimed({ critical: true });
      expect(
        await other.turn({
          now: later(second),
          effects: [other.effect({ critical: true, dueAt: later(second) })],
        }),
      ).toHaveLength(1);
    });
  });

  describe('a lease that ended unsettled', () => {
    it('is reconciled two minutes after its end, not sent again and not before', async () => {
      const scene = await Scene.open(subject());
      const abandoned = await scene.claimed({ expiresAt: later(2 * minute) });
      expect(await scene.claim([abandoned.id], later(3 * minute - 1))).toEqual([]);
      expect(await scene.isOverdue(abandoned.id, later(3 * minute - 1))).toBe(false);
      expect(await scene.isOverdue(abandoned.id, later(3 * minute))).toBe(true);
      const [reconcile] = await scene.claim([abandoned.id], later(3 * minute));
      expect(reconcile).toMatchObject({
        id: abandoned.id,
        mode: 'reconcile',
        attempts: 0,
        emptyLists: 0,
        firstTriedAt: aMoment,
        lastTriedAt: aMoment,
        leaseUntil: later(4 * minute),
      });
      expect(reconcile?.fence).toBeGreaterThan(abandoned.fence);
      expect(await scene.claim([abandoned.id], later(3 * minute))).toEqual([]);
    });

    it('is reconciled again where the worker that reconciles dies too', async () => {
      const scene = await Scene.open(subject());
      const abandoned = await scene.claimed();
      const [reconcile] = await scene.claim([abandoned.id], later(3 * minute));
      expect(await scene.isOverdue(abandoned.id, later(3 * minute + 59 * second))).toBe(false);
      expect(await scene.isOverdue(abandoned.id, later(6 * minute))).toBe(true);
      const [again] = await scene.claim([abandoned.id], later(6 * minute));
      expect(again).toMatchObject({ mode: 'reconcile', emptyLists: 0, lastTriedAt: aMoment });
      expect(again?.fence).toBeGreaterThan(reconcile?.fence ?? 0);
    });

    it('leaves its worker without rights', async () => {
      const scene = await Scene.open(subject());
      const abandoned = await scene.claimed();
      await scene.claim([abandoned.id], later(3 * minute));
      expect(
        await scene.settle({
          id: abandoned.id,
          fence: abandoned.fence,
          at: later(4 * minute),
          kind: 'failed',
          code: 'late',
          permanent: true,
          announce: true,
        }),
      ).toEqual([]);
      expect(await scene.entry(abandoned.id)).toMatchObject({
        status: 'UNKNOWN',
        errorCode: null,
        attempts: 0,
      });
      expect(await scene.emitted('MessageFailed')).toEqual([]);
    });

    it('is told which other messages the provider’s list may show', async () => {
      const scene = await Scene.open(subject(), {
        settings: { rate_limiting: { messages_per_minute: 6000 } },
      });
      const earlier = await scene.claimed({}, aMoment);
      await scene.sent(earlier, aMoment, 'SM-earlier');
      const abandoned = await scene.claimed({}, later(second));
      const [reconcile] = await scene.claim([abandoned.id], plus(abandoned.leaseUntil, 2 * minute));
      expect(reconcile?.accountedFor).toEqual(['SM-earlier']);
    });
  });
};
