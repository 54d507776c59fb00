import { second } from '#shared/domain/instant.ts';
import { aMoment, aTurn } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Entering messages in the ledger, and voiding them. */
export const describeLedger = (subject: () => StoreUnderTest): void => {
  describe('a message entered in the ledger', () => {
    it('is claimed by the commit where it is due, and not before', async () => {
      const scene = await Scene.open(subject());
      const now = scene.effect({
        type: 'cancelled',
        critical: true,
        expiresAt: later(hour),
        content: { kind: 'text', text: 'Cancelado' },
      });
      const claimed = await scene.turn({
        effects: [now, scene.effect({ type: 'landing', dueAt: later(minute) })],
      });
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
      const scene = await Scene.open(subject(), { settings: { retry_limits: { attempts: 5 } } });
      expect((await scene.claimed()).retryLimits).toEqual({ attempts: 5 });
    });

    it('keeps a template with its variables', async () => {
      const scene = await Scene.open(subject());
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
      const scene = await Scene.open(subject());
      const claimed = await scene.claimed({
        content: { kind: 'text', text: 'Tu tarjeta', mediaUrl: 'https://example.com/a.pdf' },
      });
      expect(claimed.leaseUntil).toBe(later(90 * second));
    });

    it.each(['PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'FAILED for good'])(
      'is not entered again while its key is %s',
      async (state) => {
        const scene = await Scene.open(subject());
        const effect = scene.effect({ dueAt: state === 'PENDING' ? later(minute) : aMoment });
        const [claimed] = await scene.turn({ effects: [effect] });
        const settle = { id: claimed?.id ?? '', fence: claimed?.fence ?? 0, at: aMoment };
        if (state === 'UNKNOWN')
          await scene.settle({
            ...settle,
            kind: 'unknown',
            code: 'timeout',
            reconcileAt: later(3 * minute),
            announce: false,
          });
        if (state === 'SENT') await scene.settle({ ...settle, kind: 'sent', providerId: 'SM1' });
        if (state === 'FAILED for good')
          await scene.settle({
            ...settle,
            kind: 'failed',
            code: '63024',
            permanent: true,
            announce: false,
          });
        const before = await scene.context();
        const again = await scene.turn({
          effects: [{ ...effect, dueAt: aMoment, content: { kind: 'text', text: 'Other words' } }],
          now: aMoment,
        });
        expect(again).toEqual([]);
        expect((await scene.context()).ledger).toEqual(before.ledger);
      },
    );

    it('is taken up again with its attempts where it was FAILED for the moment', async () => {
      const scene = await Scene.open(subject());
      const effect = scene.effect();
      const [claimed] = await scene.turn({ effects: [effect] });
      if (!claimed) throw new Error('expected a claim');
      await scene.retry(claimed, aMoment, later(5 * second));
      const [secondClaim] = await scene.claim([claimed.id], later(5 * second));
      if (!secondClaim) throw new Error('expected a second claim');
      await scene.settle({
        id: claimed.id,
        fence: secondClaim.fence,
        at: later(6 * second),
        kind: 'failed',
        code: '20429',
        permanent: false,
        announce: false,
      });
      expect(await scene.entry(claimed.id)).toMatchObject({
        status: 'FAILED',
        permanent: false,
        attempts: 2,
        errorCode: '20429',
      });
      const [again] = await scene.turn({
        now: later(minute),
        effects: [
          { ...effect, dueAt: later(minute), content: { kind: 'text', text: 'New words' } },
        ],
      });
      expect(again).toMatchObject({
        id: claimed.id,
        attempts: 2,
        mode: 'send',
        content: { kind: 'text', text: 'New words' },
      });
      expect(again?.fence).toBeGreaterThan(secondClaim.fence);
    });

    it('is taken up again where it was DROPPED', async () => {
      const scene = await Scene.open(subject());
      const effect = scene.effect({ dueAt: later(minute) });
      await scene.turn({ effects: [effect] });
      await scene.turn({ voids: [{ key: effect.key, reason: 'overtaken' }] });
      expect((await scene.context()).ledger[0]).toMatchObject({
        status: 'DROPPED',
        reason: 'overtaken',
      });
      const [again] = await scene.turn({ effects: [{ ...effect, dueAt: aMoment }] });
      expect(again).toMatchObject({ type: effect.type, attempts: 0 });
      expect((await scene.context()).ledger).toMatchObject([{ status: 'SENDING', reason: null }]);
    });

    it('is voided only while PENDING; else the turn is a conflict and writes nothing', async () => {
      const scene = await Scene.open(subject());
      const effect = scene.effect();
      const [claimed] = await scene.turn({ effects: [effect] });
      const event = scene.event();
      const result = await subject().store.commit(
        aTurn(event, {
          expectedVersion: 1,
          state: { n: 1 },
          voids: [{ key: effect.key, reason: 'overtaken' }],
        }),
      );
      expect(result).toEqual({ kind: 'conflict' });
      expect(await scene.entry(claimed?.id ?? '')).toMatchObject({ status: 'SENDING' });
    });

    it.each(['retry', 'failed'] as const)(
      'is not assumed told by a turn that was loaded before its try ended as %s',
      async (how) => {
        const scene = await Scene.open(subject());
        const effect = await scene.claimed();
        const { key } = await scene.entry(effect.id);
        if (how === 'retry') await scene.retry(effect, aMoment, later(minute));
        else
          await scene.settle({
            id: effect.id,
            fence: effect.fence,
            at: aMoment,
            kind: 'failed',
            code: 'x',
            permanent: false,
            announce: false,
          });
        const event = scene.event();
        const turn = aTurn(event, { expectedVersion: 1, assumedDelivered: [key] });
        expect(await subject().store.commit(turn)).toEqual({ kind: 'conflict' });
        expect(await subject().store.commit({ ...turn, assumedDelivered: [] })).toMatchObject({
          kind: 'committed',
        });
      },
    );

    it('can be voided and taken up again with other content by the same turn', async () => {
      const scene = await Scene.open(subject());
      const effect = scene.effect({ dueAt: later(hour) });
      await scene.turn({ effects: [effect] });
      const content = { kind: 'text', text: 'The same in free words.' } as const;
      const [claimed] = await scene.turn({
        now: later(minute),
        voids: [{ key: effect.key, reason: 'overtaken' }],
        effects: [{ ...effect, content, dueAt: later(minute) }],
      });
      expect(claimed).toMatchObject({ content });
      expect((await scene.context()).ledger).toMatchObject([
        { key: effect.key, status: 'SENDING', reason: null },
      ]);
    });

    it('can take the place of one that the same turn voids', async () => {
      const scene = await Scene.open(subject());
      const held = scene.effect({ dueAt: later(hour) });
      await scene.turn({ effects: [held] });
      const claimed = await scene.turn({
        voids: [{ key: held.key, reason: 'overtaken' }],
        effects: [scene.effect()],
      });
      expect(claimed).toHaveLength(1);
      expect((await scene.context()).ledger.map((e) => e.status)).toEqual(['DROPPED', 'SENDING']);
    });
  });
};
