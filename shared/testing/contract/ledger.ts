import { randomUUID } from 'node:crypto';
import { plus, second } from '#shared/domain/instant.ts';
import { aMoment, aTurn } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Entering messages in the ledger, voiding them, and claiming them. */
export const describeLedger = (given: () => StoreUnderTest): void => {
  describe('a message entered in the ledger', () => {
    it('is claimed by the commit where it is due, and not before', async () => {
      const scene = await Scene.open(given());
      const now = scene.effect({ type: 'cancelled', critical: true, expiresAt: later(hour), content: { kind: 'text', text: 'Cancelado' } });
      const claimed = await scene.turn({ effects: [now, scene.effect({ type: 'landing', dueAt: later(minute) })] });
      expect(claimed).toMatchObject([
        {
          id: expect.any(String),
          fence: expect.any(Number),
          mode: 'send',
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          type: 'cancelled',
          from: scene.agency.sender,
          to: scene.trip.whatsapp,
          content: { kind: 'text', text: 'Cancelado' },
          critical: true,
          attempts: 0,
          emptyLists: 0,
          firstTriedAt: aMoment,
          lastTriedAt: aMoment,
          expiresAt: later(hour),
          leaseUntil: later(60 * second),
          accountedFor: [],
        },
      ]);
      const { ledger } = await scene.context();
      expect(ledger.map((e) => e.status)).toEqual(['SENDING', 'PENDING']);
    });

    it('shows the agency’s stored retry limits to the worker', async () => {
      const scene = await Scene.open(given(), { settings: { retry_limits: { attempts: 5 } } });
      expect((await scene.claimed()).retryLimits).toEqual({ attempts: 5 });
    });

    it('keeps a template with its variables', async () => {
      const scene = await Scene.open(given());
      const content = {
        kind: 'template',
        template: 'delayed_gate',
        language: 'pt',
        variables: { '1': 'Ana', '2': 'BA820' },
        text: 'Olá, Ana: BA820',
      } as const;
      expect((await scene.claimed({ content })).content).toEqual(content);
    });

    it('has a longer lease where it carries media', async () => {
      const scene = await Scene.open(given());
      const claimed = await scene.claimed({ content: { kind: 'text', text: 'Tu tarjeta', mediaUrl: 'https://example.com/a.pdf' } });
      expect(claimed.leaseUntil).toBe(later(90 * second));
    });

    it.each(['PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'FAILED for good'])('is not entered again while its key is %s', async (state) => {
      const scene = await Scene.open(given());
      const effect = scene.effect({ dueAt: state === 'PENDING' ? later(minute) : aMoment });
      const [claimed] = await scene.turn({ effects: [effect] });
      const settle = { id: claimed?.id ?? '', fence: claimed?.fence ?? 0, at: aMoment };
      if (state === 'UNKNOWN')
        await scene.settle({ ...settle, kind: 'unknown', code: 'timeout', reconcileAt: later(3 * minute), announce: false });
      if (state === 'SENT') await scene.settle({ ...settle, kind: 'sent', providerId: 'SM1' });
      if (state === 'FAILED for good') await scene.settle({ ...settle, kind: 'failed', code: '63024', permanent: true, announce: false });
      const before = await scene.context();
      const again = await scene.turn({
        effects: [{ ...effect, dueAt: aMoment, content: { kind: 'text', text: 'Other words' } }],
        now: aMoment,
      });
      expect(again).toEqual([]);
      expect((await scene.context()).ledger).toEqual(before.ledger);
    });

    it('is taken up again with its attempts where it was FAILED for the moment', async () => {
      const scene = await Scene.open(given());
      const effect = scene.effect();
      const [claimed] = await scene.turn({ effects: [effect] });
      if (!claimed) throw new Error('expected a claim');
      await scene.retry(claimed, aMoment, later(5 * second));
      const [second_] = await scene.claim([claimed.id], later(5 * second));
      if (!second_) throw new Error('expected a second claim');
      await scene.settle({
        id: claimed.id,
        fence: second_.fence,
        at: later(6 * second),
        kind: 'failed',
        code: '20429',
        permanent: false,
        announce: false,
      });
      expect(await scene.entry(claimed.id)).toMatchObject({ status: 'FAILED', permanent: false, attempts: 2, errorCode: '20429' });
      const [again] = await scene.turn({
        now: later(minute),
        effects: [{ ...effect, dueAt: later(minute), content: { kind: 'text', text: 'New words' } }],
      });
      expect(again).toMatchObject({ id: claimed.id, attempts: 2, mode: 'send', content: { kind: 'text', text: 'New words' } });
      expect(again?.fence).toBeGreaterThan(second_.fence);
    });

    it('is taken up again where it was DROPPED', async () => {
      const scene = await Scene.open(given());
      const effect = scene.effect({ dueAt: later(minute) });
      await scene.turn({ effects: [effect] });
      await scene.turn({ voids: [{ key: effect.key, reason: 'overtaken' }] });
      expect((await scene.context()).ledger[0]).toMatchObject({ status: 'DROPPED', reason: 'overtaken' });
      const [again] = await scene.turn({ effects: [{ ...effect, dueAt: aMoment }] });
      expect(again).toMatchObject({ type: effect.type, attempts: 0 });
      expect((await scene.context()).ledger).toMatchObject([{ status: 'SENDING', reason: null }]);
    });

    it('is voided only while it is PENDING; else the turn is a conflict and writes nothing', async () => {
      const scene = await Scene.open(given());
      const effect = scene.effect();
      const [claimed] = await scene.turn({ effects: [effect] });
      const event = scene.event();
      const result = await given().store.commit(
        aTurn(event, { expectedVersion: 1, state: { n: 1 }, voids: [{ key: effect.key, reason: 'overtaken' }] }),
      );
      expect(result).toEqual({ kind: 'conflict' });
      expect(await scene.entry(claimed?.id ?? '')).toMatchObject({ status: 'SENDING' });
    });

    it('can take the place of one that the same turn voids', async () => {
      const scene = await Scene.open(given());
      const held = scene.effect({ dueAt: later(hour) });
      await scene.turn({ effects: [held] });
      const claimed = await scene.turn({ voids: [{ key: held.key, reason: 'overtaken' }], effects: [scene.effect()] });
      expect(claimed).toHaveLength(1);
      expect((await scene.context()).ledger.map((e) => e.status)).toEqual(['DROPPED', 'SENDING']);
    });
  });

  describe('a claim', () => {
    const waiting = async (scene: Scene, over: Parameters<Scene['effect']>[0] = {}) => {
      const effect = scene.effect({ dueAt: later(minute), ...over });
      await scene.turn({ effects: [effect] });
      const entry = (await scene.context()).ledger.find((e) => e.key === effect.key);
      if (!entry) throw new Error('expected a ledger entry');
      return entry.id;
    };

    it('takes what is due, once, with a growing fence', async () => {
      const scene = await Scene.open(given());
      const id = await waiting(scene);
      expect(await scene.claim([id], later(59 * second))).toEqual([]);
      expect(await scene.isOverdue(id, later(59 * second))).toBe(false);
      const [first] = await scene.claim([id], later(minute));
      expect(first).toMatchObject({ id, mode: 'send', lastTriedAt: later(minute), leaseUntil: later(2 * minute) });
      expect(await scene.claim([id], later(minute))).toEqual([]);
      if (!first) return;
      await scene.retry(first, later(minute), later(2 * minute));
      expect(await scene.claim([id], later(2 * minute - 1))).toEqual([]);
      const [second_] = await scene.claim([id], later(2 * minute));
      expect(second_).toMatchObject({ attempts: 1, firstTriedAt: later(minute), lastTriedAt: later(2 * minute) });
      expect(second_?.fence).toBeGreaterThan(first.fence);
    });

    it('is won by one of many workers', async () => {
      const scene = await Scene.open(given());
      const id = await waiting(scene);
      const claims = await Promise.all(Array.from({ length: 6 }, () => scene.claim([id], later(minute))));
      expect(claims.flat()).toHaveLength(1);
    });

    it('is overdue until somebody makes it', async () => {
      const scene = await Scene.open(given());
      const id = await waiting(scene);
      expect(await scene.isOverdue(id, later(3 * minute))).toBe(true);
      await scene.claim([id], later(3 * minute));
      expect(await scene.isOverdue(id, later(3 * minute))).toBe(false);
    });

    it('takes nothing of another agency, and nothing that is not there', async () => {
      const scene = await Scene.open(given());
      const other = await Scene.open(given());
      const id = await waiting(scene);
      expect(await other.claim([id, randomUUID()], later(minute))).toEqual([]);
      expect(await given().store.claim({ ids: [id], agencyId: null, now: later(minute) })).toHaveLength(1);
    });

    it('drops what is past its shelf life', async () => {
      const scene = await Scene.open(given());
      const id = await waiting(scene, { expiresAt: later(5 * minute) });
      expect(await scene.claim([id], later(5 * minute))).toEqual([]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'expired' });
    });

    it('drops what is past its shelf life in the commit too', async () => {
      const scene = await Scene.open(given());
      expect(await scene.turn({ effects: [scene.effect({ expiresAt: aMoment })] })).toEqual([]);
      expect((await scene.context()).ledger).toMatchObject([{ status: 'DROPPED', reason: 'expired' }]);
    });

    it('drops the messages of a withdrawn trip, but not the one that says so', async () => {
      const scene = await Scene.open(given());
      const id = await waiting(scene);
      const goodbye = await waiting(scene, { type: 'trip_cancelled', critical: true });
      await given().desk.cancel({ agencyId: scene.agency.id, tripId: scene.trip.id, notify: true, now: aMoment });
      expect((await scene.claim([id, goodbye], later(minute))).map((e) => e.id)).toEqual([goodbye]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'trip_withdrawn' });
    });

    it('drops what a traveller who has opted out would get, but not the acknowledgement', async () => {
      const scene = await Scene.open(given());
      const id = await waiting(scene);
      const ack = await waiting(scene, { type: 'opt_out_ack', evenIfOptedOut: true });
      const inbound = await given().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: scene.trip.whatsapp,
        providerId: `SM${randomUUID()}`,
        text: 'BAJA',
        media: [],
        now: aMoment,
      });
      await scene.turn({
        records: [{ kind: 'suppression', conversationId: inbound?.conversationId ?? '', optedOut: true, at: aMoment, by: 'traveller' }],
      });
      expect((await scene.claim([id, ack], later(minute))).map((e) => e.id)).toEqual([ack]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'opted_out' });
    });

    it('keeps one message at a time from one number to one phone; settling the first claims the next', async () => {
      const scene = await Scene.open(given(), { settings: { rate_limiting: { messages_per_minute: 6000 } } });
      const sibling = await scene.another({ whatsapp: scene.trip.whatsapp, clientName: 'Bruno Ruiz' });
      const first = await scene.claimed({ critical: true });
      expect(await sibling.turn({ effects: [sibling.effect({ type: 'boarding', critical: true, expiresAt: later(hour) })] })).toEqual([]);
      const waitingId = (await sibling.context()).ledger[0]?.id ?? '';
      expect(await scene.claim([waitingId], later(second))).toEqual([]);
      const next = await scene.sent(first, later(second));
      expect(next).toMatchObject([{ id: waitingId, mode: 'send', tripId: sibling.trip.id }]);
      expect(await sibling.entry(waitingId)).toMatchObject({ status: 'SENDING' });
    });

    it('waits behind one whose fate is unknown', async () => {
      const scene = await Scene.open(given());
      const first = await scene.claimed({ critical: true });
      await scene.settle({
        id: first.id,
        fence: first.fence,
        at: later(second),
        kind: 'unknown',
        code: 'timeout',
        reconcileAt: later(3 * minute),
        announce: false,
      });
      expect(
        await scene.turn({ now: later(minute), effects: [scene.effect({ type: 'boarding', critical: true, dueAt: later(minute) })] }),
      ).toEqual([]);
      const id = (await scene.context()).ledger[1]?.id ?? '';
      expect(await scene.claim([id], later(2 * minute))).toEqual([]);
      const [reconcile] = await scene.claim([first.id], later(3 * minute));
      if (!reconcile) throw new Error('expected a reconciliation');
      expect((await scene.sent(reconcile, later(3 * minute))).map((e) => e.id)).toEqual([id]);
    });

    it('does not wait behind another phone’s', async () => {
      const scene = await Scene.open(given(), { settings: { rate_limiting: { messages_per_minute: 60_000 } } });
      const other = await scene.another();
      await scene.claimed({ critical: true });
      expect(await other.turn({ now: later(second), effects: [other.effect({ critical: true, dueAt: later(second) })] })).toHaveLength(1);
    });
  });

  describe('a lease that ended unsettled', () => {
    it('is reconciled two minutes after its end, not sent again and not before', async () => {
      const scene = await Scene.open(given());
      const lost = await scene.claimed({ expiresAt: later(2 * minute) });
      expect(await scene.claim([lost.id], later(3 * minute - 1))).toEqual([]);
      expect(await scene.isOverdue(lost.id, later(3 * minute - 1))).toBe(false);
      expect(await scene.isOverdue(lost.id, later(3 * minute))).toBe(true);
      const [reconcile] = await scene.claim([lost.id], later(3 * minute));
      expect(reconcile).toMatchObject({
        id: lost.id,
        mode: 'reconcile',
        attempts: 0,
        emptyLists: 0,
        firstTriedAt: aMoment,
        lastTriedAt: aMoment,
        leaseUntil: later(4 * minute),
      });
      expect(reconcile?.fence).toBeGreaterThan(lost.fence);
      expect(await scene.claim([lost.id], later(3 * minute))).toEqual([]);
    });

    it('leaves its worker without rights', async () => {
      const scene = await Scene.open(given());
      const lost = await scene.claimed();
      await scene.claim([lost.id], later(3 * minute));
      expect(
        await scene.settle({
          id: lost.id,
          fence: lost.fence,
          at: later(4 * minute),
          kind: 'failed',
          code: 'late',
          permanent: true,
          announce: true,
        }),
      ).toEqual([]);
      expect(await scene.entry(lost.id)).toMatchObject({ status: 'UNKNOWN', errorCode: null, attempts: 0 });
      expect(await scene.emitted('MessageFailed')).toEqual([]);
    });

    it('is told which other messages the provider’s list may show', async () => {
      const scene = await Scene.open(given(), { settings: { rate_limiting: { messages_per_minute: 6000 } } });
      const earlier = await scene.claimed({}, aMoment);
      await scene.sent(earlier, aMoment, 'SM-earlier');
      const lost = await scene.claimed({}, later(second));
      const [reconcile] = await scene.claim([lost.id], plus(lost.leaseUntil, 2 * minute));
      expect(reconcile?.accountedFor).toEqual(['SM-earlier']);
    });
  });
};
