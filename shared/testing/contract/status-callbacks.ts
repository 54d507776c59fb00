import { randomUUID } from 'node:crypto';
import { second } from '#shared/domain/instant.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Status callbacks of the provider. */
export const describeStatusCallbacks = (subject: () => StoreUnderTest): void => {
  describe('a status callback of the provider', () => {
    const report = (
      id: string,
      status: string,
      over: { code?: string | null; permanent?: boolean; providerId?: string } = {},
    ) =>
      subject().store.deliveryReport({
        id,
        providerId: over.providerId ?? 'SM-1',
        status,
        code: over.code ?? null,
        permanent: over.permanent ?? false,
        now: later(5 * second),
      });
    const row = async (scene: Scene, id: string) =>
      (await subject().desk.messages(scene.agency.id, scene.trip.id))?.find((m) => m.id === id);

    it('moves a sent message forward only', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.sent(effect, later(second), 'SM-1');
      await report(effect.id, 'delivered');
      await report(effect.id, 'sent');
      await report(effect.id, 'queued');
      expect(await row(scene, effect.id)).toMatchObject({
        status: 'SENT',
        providerStatus: 'delivered',
        sentAt: later(second),
      });
      await report(effect.id, 'read');
      expect((await row(scene, effect.id))?.providerStatus).toBe('read');
      expect(await scene.emitted('MessageFailed')).toEqual([]);
    });

    it('goes on from accepted, which the answer to the request says', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      const providerStatus = async () => (await row(scene, effect.id))?.providerStatus;
      await scene.sent(effect, later(second), 'SM-1');
      expect(await providerStatus()).toBe('accepted');
      await report(effect.id, 'queued');
      expect(await providerStatus()).toBe('accepted');
      await report(effect.id, 'sending');
      await report(effect.id, 'queued');
      expect(await providerStatus()).toBe('sending');
    });

    it('that outruns the answer to the request leaves claiming to that answer', async () => {
      const scene = await Scene.open(subject());
      const first = await scene.claimed();
      await scene.turn({ effects: [scene.effect({ type: 'boarding' })] });
      await report(first.id, 'delivered');
      const next = await scene.sent(first, later(5 * second), 'SM-1');
      expect(next).toMatchObject([{ type: 'boarding', mode: 'send' }]);
    });

    it('of a failure makes the message FAILED, emits one MessageFailed, and is final', async () => {
      const scene = await Scene.open(subject());
      const event = scene.event();
      const { correlationId } = event;
      const [effect] = await scene.turn({ event, effects: [scene.effect()] });
      if (!effect) throw new Error('expected a claim');
      await scene.sent(effect, later(second), 'SM-1');
      await report(effect.id, 'undelivered', { code: '63024', permanent: true });
      await report(effect.id, 'undelivered', { code: '63024', permanent: true });
      await report(effect.id, 'failed', { code: '63024', permanent: true });
      await report(effect.id, 'delivered');
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'FAILED',
        permanent: true,
        errorCode: '63024',
      });
      expect(await row(scene, effect.id)).toMatchObject({
        status: 'FAILED',
        providerStatus: 'undelivered',
      });
      const failures = await scene.emitted('MessageFailed');
      expect(failures).toMatchObject([
        {
          correlationId,
          agencyId: scene.agency.id,
          data: { messageId: effect.id, state: 'failed', permanent: true, code: '63024' },
        },
      ]);
    });

    it('of a failure takes back the next message, which was decided with it as told', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.sent(effect, later(second), 'SM-1');
      const news = scene.effect({ type: 'delayed', dueAt: later(minute) });
      await scene.turn({ effects: [news] });
      await report(effect.id, 'undelivered', { code: '30008' });
      expect((await scene.context()).ledger.find((entry) => entry.key === news.key)).toMatchObject({
        status: 'DROPPED',
        reason: 'overtaken',
      });
    });

    it('settles a message whose fate was unknown', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.unknown(effect, later(second), later(3 * minute));
      await report(effect.id, 'sent', { providerId: 'SM-7' });
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'SENT',
        sentAt: later(5 * second),
      });
      expect(await scene.claim([effect.id], later(3 * minute))).toEqual([]);
    });

    it('that is faster than the answer to the request is not undone by it', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await report(effect.id, 'delivered', { providerId: 'SM-7' });
      await scene.unknown(effect, later(6 * second), later(3 * minute), 'reset');
      expect(await scene.entry(effect.id)).toMatchObject({ status: 'SENT' });
    });

    it('about an earlier try says nothing about the present one', async () => {
      const scene = await Scene.open(subject());
      const effect = scene.effect();
      const [first] = await scene.turn({ effects: [effect] });
      if (!first) throw new Error('expected a claim');
      await scene.sent(first, later(second), 'SM-first');
      await report(first.id, 'failed', { code: '63018', providerId: 'SM-first' });
      const [again] = await scene.turn({
        now: later(minute),
        effects: [{ ...effect, dueAt: later(minute) }],
      });
      expect(again?.id).toBe(first.id);
      await report(first.id, 'undelivered', { code: '63018', providerId: 'SM-first' });
      expect(await scene.entry(first.id)).toMatchObject({ status: 'SENDING' });
      if (!again) return;
      await scene.sent(again, later(minute), 'SM-second');
      await report(first.id, 'undelivered', { code: '63018', providerId: 'SM-first' });
      expect(await scene.entry(first.id)).toMatchObject({ status: 'SENT', attempts: 1 });
      expect(await scene.emitted('MessageFailed')).toHaveLength(1);
      await report(first.id, 'failed', { code: '63018', providerId: 'SM-second' });
      expect(await scene.entry(first.id)).toMatchObject({ status: 'FAILED', attempts: 2 });
      expect(await scene.emitted('MessageFailed')).toHaveLength(2);
    });

    it('about a hidden try says nothing about the one that was taken after it', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.sent(effect, later(second), 'SM-second');
      await report(effect.id, 'failed', { code: '63018', providerId: 'SM-hidden' });
      await report(effect.id, 'read', { providerId: 'SM-hidden' });
      expect((await row(scene, effect.id))?.status).toBe('SENT');
      expect(await scene.emitted('MessageFailed')).toEqual([]);
      // Had the report of the other try counted, this would not be a step forward.
      await report(effect.id, 'delivered', { providerId: 'SM-second' });
      expect((await row(scene, effect.id))?.providerStatus).toBe('delivered');
    });

    it('of a closed window sends free text once as its template, and then fails', async () => {
      const scene = await Scene.open(subject());
      const outsideWindow = {
        kind: 'template',
        template: 'bh_agency_reply_v1',
        language: 'es',
        variables: { '1': 'x' },
        text: 'Dice: x',
      } as const;
      const [effect] = await scene.turn({
        effects: [
          scene.effect({
            type: 'agency_reply',
            content: { kind: 'text', text: 'x', outsideWindow },
          }),
        ],
      });
      if (!effect) throw new Error('expected a claim');
      await scene.sent(effect, later(second), 'SM-1');
      await report(effect.id, 'failed', { code: '63016', permanent: true });
      await report(effect.id, 'undelivered', { code: '63016', permanent: true });
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'PENDING',
        attempts: 0,
        sentAt: null,
      });
      expect(await scene.emitted('MessageFailed')).toEqual([]);
      const [again] = await scene.claim([effect.id], later(5 * second));
      expect(again).toMatchObject({ mode: 'send', content: outsideWindow });
      if (!again) return;
      await scene.sent(again, later(6 * second), 'SM-2');
      await report(effect.id, 'failed', { code: '63016', permanent: true, providerId: 'SM-2' });
      expect(await scene.entry(effect.id)).toMatchObject({
        status: 'FAILED',
        errorCode: '63016',
        permanent: true,
      });
      expect(await scene.emitted('MessageFailed')).toHaveLength(1);
    });

    it('about a message that is not ours does nothing', async () => {
      await expect(report(randomUUID(), 'delivered')).resolves.toBeUndefined();
    });
  });
};
