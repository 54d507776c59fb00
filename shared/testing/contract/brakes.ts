import { randomUUID } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { NewBrake } from '#shared/ports/brakes.ts';
import { aMoment, phoneOf } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** A number of the staff. */
const staff = '+5491155550180';

/** Brakes on what leaves: paused, shadow, test; the strictest decides in the claim. */
export const describeBrakes = (subject: () => StoreUnderTest): void => {
  describe('a brake', () => {
    const brake = (scene: Scene, over: Partial<NewBrake> = {}) =>
      subject().desk.putBrake({
        agencyId: scene.agency.id,
        scope: 'agency',
        subject: null,
        state: 'paused',
        reason: 'wrong import',
        until: null,
        phones: [],
        by: 'Lucía',
        now: aMoment,
        ...over,
      });
    const lift = (scene: Scene, over: Partial<NewBrake> = {}) =>
      brake(scene, { state: 'live', reason: null, ...over });
    const waiting = async (scene: Scene, over: Parameters<Scene['effect']>[0] = {}) => {
      const effect = scene.effect({ dueAt: later(minute), ...over });
      await scene.turn({ effects: [effect] });
      const entry = (await scene.context()).ledger.find(({ key }) => key === effect.key);
      if (!entry) throw new Error('expected a ledger entry');
      return entry.id;
    };
    const statesOf = async (scene: Scene) =>
      (await scene.emitted('MessageFailed')).map((event) => Reflect.get(event.data, 'state'));

    it('that pauses holds what a turn enters, what waits and what is retried', async () => {
      const scene = await Scene.open(subject());
      const retried = await scene.claimed();
      await scene.retry(retried, aMoment, later(minute));
      const id = await waiting(scene);
      await brake(scene);
      expect(await scene.turn({ effects: [scene.effect()] })).toEqual([]);
      expect(await scene.claim([id, retried.id], later(5 * minute))).toEqual([]);
      expect((await scene.context()).ledger.map(({ status, reason }) => [status, reason])).toEqual(
        Array.from({ length: 3 }, () => ['PENDING', 'sending_paused']),
      );
      expect((await subject().desk.brakes(scene.agency.id)).held).toBe(3);
    });

    it('lets what was being sent finish, and holds what waited behind it', async () => {
      const scene = await Scene.open(subject());
      const sending = await scene.claimed();
      const behind = await waiting(scene, { dueAt: aMoment });
      await brake(scene);
      expect(await scene.sent(sending, later(minute))).toEqual([]);
      expect(await scene.entry(sending.id)).toMatchObject({ status: 'SENT' });
      expect(await scene.entry(behind)).toMatchObject({ reason: 'sending_paused' });
    });

    it('that pauses lets the fate of what may have been sent be looked up', async () => {
      const scene = await Scene.open(subject());
      const unknown = await scene.claimed();
      await scene.unknown(unknown, aMoment, later(minute));
      await brake(scene);
      expect(await scene.claim([unknown.id], later(minute))).toMatchObject([{ mode: 'reconcile' }]);
    });

    it('that pauses announces what is critical, once for each pause', async () => {
      const scene = await Scene.open(subject());
      await brake(scene);
      await scene.turn({ effects: [scene.effect()] });
      expect(await statesOf(scene)).toEqual([]);
      const id = await waiting(scene, { type: 'cancelled', critical: true, dueAt: aMoment });
      await scene.claim([id], later(20 * minute));
      await scene.claim([id], later(40 * minute));
      expect(await statesOf(scene)).toEqual(['held']);
    });

    it('that is lifted has what it held decided again, and sends none as it was', async () => {
      const scene = await Scene.open(subject());
      await brake(scene);
      const id = await waiting(scene, { dueAt: aMoment });
      await lift(scene, { now: later(hour) });
      expect(await scene.isOverdue(id, later(hour))).toBe(true);
      expect(await scene.claim([id], later(hour))).toEqual([]);
      expect(await scene.entry(id)).toMatchObject({ status: 'DROPPED', reason: 'sending_resumed' });
      expect(await statesOf(scene)).toEqual(['needs_redecision']);
      const { key } = await scene.entry(id);
      const again = scene.effect({ key, dueAt: later(hour) });
      expect(await scene.turn({ now: later(hour), effects: [again] })).toMatchObject([{ id }]);
    });

    it('that is lifted sends the fresh words of a person, and no stale answer', async () => {
      const scene = await Scene.open(subject());
      await brake(scene);
      const words = await waiting(scene, { type: 'agency_reply', dueAt: aMoment });
      const stale = await waiting(scene, { type: 'reply', dueAt: aMoment });
      await lift(scene, { now: later(20 * minute) });
      const claimed = await scene.claim([words, stale], later(20 * minute));
      expect(claimed.map(({ id }) => id)).toEqual([words]);
      expect(await scene.entry(stale)).toMatchObject({ status: 'DROPPED', reason: 'overtaken' });
    });

    it('lifts by itself', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { until: later(10 * minute) });
      const id = await waiting(scene, { dueAt: aMoment });
      expect(await scene.isOverdue(id, later(9 * minute))).toBe(false);
      expect(await scene.isOverdue(id, later(10 * minute))).toBe(true);
      await scene.claim([id], later(10 * minute));
      expect(await scene.entry(id)).toMatchObject({ reason: 'sending_resumed' });
      expect(
        await scene.turn({ now: later(hour), effects: [scene.effect({ dueAt: later(hour) })] }),
      ).toHaveLength(1);
    });

    it.each([
      ['journey', (scene: Scene) => scene.trip.journeyId],
      ['contact', (scene: Scene) => scene.trip.contactId],
      ['type', () => 'delayed'],
    ] as const)('on a %s holds its messages and no others', async (scope, subjectOf) => {
      const scene = await Scene.open(subject());
      const other = await scene.another();
      await brake(scene, { scope, subject: subjectOf(scene) });
      expect(await scene.turn({ effects: [scene.effect({ type: 'delayed' })] })).toEqual([]);
      expect(await other.turn({ effects: [other.effect({ type: 'gate_change' })] })).toHaveLength(
        1,
      );
    });

    it('on a contact holds what is said in its conversation too', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { scope: 'contact', subject: scene.trip.contactId });
      const reply = scene.effect({ type: 'reply', tripId: null, to: phoneOf(scene.trip) });
      expect(await scene.turn({ effects: [reply] })).toEqual([]);
    });

    it('is on nothing that is not there, or another agency’s', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      for (const id of [randomUUID(), scene.trip.journeyId])
        expect(await brake(other, { scope: 'journey', subject: id })).toBeNull();
      expect(await brake(other, { scope: 'contact', subject: scene.trip.contactId })).toBeNull();
      await brake(other);
      expect(await scene.turn({ effects: [scene.effect()] })).toHaveLength(1);
    });

    it('in shadow has what is decided recorded, and never sends it', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { state: 'shadow' });
      const id = await waiting(scene);
      expect(await scene.claim([id], later(minute))).toEqual([]);
      expect(await scene.turn({ effects: [scene.effect()] })).toEqual([]);
      await lift(scene, { now: later(hour) });
      expect(await scene.claim([id], later(hour))).toEqual([]);
      const { ledger } = await scene.context();
      expect(ledger.map(({ status, reason }) => [status, reason])).toEqual([
        ['DROPPED', 'shadow'],
        ['DROPPED', 'shadow'],
      ]);
      expect(Math.min(...ledger.map(({ tryOrder }) => tryOrder))).toBeGreaterThan(0);
    });

    it('in shadow sends what a person writes', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { state: 'shadow' });
      expect(await scene.turn({ effects: [scene.effect({ type: 'agency_reply' })] })).toHaveLength(
        1,
      );
    });

    it('in a test sends to a phone of the staff, and never to the traveller', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { state: 'test', phones: [staff] });
      const [claimed] = await scene.turn({ effects: [scene.effect()] });
      if (!claimed) throw new Error('expected a claim');
      expect(claimed).toMatchObject({ to: staff, testFor: phoneOf(scene.trip) });
      // Its fate is looked up where it was sent, whatever the brake says by then.
      await lift(scene);
      await scene.unknown(claimed, aMoment, later(minute));
      const [looked] = await scene.claim([claimed.id], later(minute));
      expect(looked).toMatchObject({ mode: 'reconcile', to: staff, testFor: phoneOf(scene.trip) });
    });

    it('in a test says nothing of whether the traveller is reached', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { state: 'test', phones: [staff] });
      const report = (id: string, status: string, code: string | null) =>
        subject().store.deliveryReport({
          ...{ id, providerId: `SM-${id}`, status, code, permanent: code !== null },
          now: later(minute),
        });
      const arrived = await scene.claimed();
      await scene.sent(arrived, aMoment, `SM-${arrived.id}`);
      await report(arrived.id, 'delivered', null);
      expect(await scene.entry(arrived.id)).toMatchObject({ status: 'SENT', arrived: false });
      const failed = await scene.claimed({ critical: true });
      const { id, fence } = failed;
      await scene.settle({
        ...{ id, fence, at: aMoment, kind: 'failed', code: '63024' },
        ...{ permanent: true, announce: true },
      });
      const undelivered = await scene.claimed({ critical: true });
      await scene.sent(undelivered, aMoment, `SM-${undelivered.id}`);
      await report(undelivered.id, 'undelivered', '63024');
      for (const which of [failed, undelivered])
        expect(await scene.entry(which.id)).toMatchObject({
          status: 'DROPPED',
          reason: 'test_failed',
          permanent: false,
        });
      expect(await statesOf(scene)).toEqual([]);
    });

    it('that is the strictest of several decides', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { state: 'test', phones: [staff] });
      await brake(scene, { scope: 'type', subject: 'delayed', state: 'shadow' });
      await brake(scene, { scope: 'journey', subject: scene.trip.journeyId, state: 'live' });
      expect(await scene.turn({ effects: [scene.effect({ type: 'delayed' })] })).toEqual([]);
      await brake(scene, { scope: 'contact', subject: scene.trip.contactId, state: 'paused' });
      expect(await scene.turn({ effects: [scene.effect({ type: 'delayed' })] })).toEqual([]);
      expect((await scene.context()).ledger.map(({ reason }) => reason)).toEqual([
        'shadow',
        'sending_paused',
      ]);
    });

    it('of the operator is on all agencies', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      const put = (state: 'live' | 'paused', now: Instant) =>
        subject().setPlatformBrake({ state, reason: 'fire', until: null, by: 'operator', now });
      await put('paused', aMoment);
      try {
        for (const each of [scene, other])
          expect(await each.turn({ effects: [each.effect()] })).toEqual([]);
        const { brakes } = await subject().desk.brakes(scene.agency.id);
        expect(brakes).toMatchObject([{ scope: 'platform', state: 'paused', reason: 'fire' }]);
      } finally {
        await put('live', later(hour));
      }
      const [held] = (await scene.context()).ledger;
      expect(await scene.isOverdue(held?.id ?? '', later(hour))).toBe(true);
    });

    it('is told to turns, without its words', async () => {
      const scene = await Scene.open(subject());
      await brake(scene, { state: 'test', phones: [staff], until: later(hour) });
      await brake(scene, { scope: 'journey', subject: scene.trip.journeyId, state: 'shadow' });
      const { brakes } = await scene.context();
      expect(brakes.toSorted((a, b) => (a.scope < b.scope ? -1 : 1))).toEqual([
        { scope: 'agency', subject: null, state: 'test', until: later(hour) },
        { scope: 'journey', subject: scene.trip.journeyId, state: 'shadow', until: null },
      ]);
    });
  });
};
