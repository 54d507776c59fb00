import { second } from '#shared/domain/instant.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Failures of messages that an agency hears of. */
export const describeAnnouncedFailures = (subject: () => StoreUnderTest): void => {
  describe('a failure that is announced', () => {
    it('emits MessageFailed with the correlation of the event behind the message', async () => {
      const scene = await Scene.open(subject());
      const event = scene.event();
      const { correlationId } = event;
      const [effect] = await scene.turn({
        event,
        effects: [scene.effect({ type: 'boarding', critical: true })],
      });
      if (!effect) throw new Error('expected a claim');
      await scene.retry(effect, later(second), later(6 * second), true);
      expect(await scene.emitted('MessageFailed')).toMatchObject([
        {
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          correlationId,
          time: later(second),
          data: {
            messageId: effect.id,
            type: 'boarding',
            state: 'retrying',
            permanent: false,
            code: '20429',
            attempts: 1,
          },
        },
      ]);
    });

    it.each([
      [
        'failed',
        { kind: 'failed', code: '63024', permanent: true, announce: true },
        { state: 'failed', permanent: true, code: '63024', attempts: 1 },
      ],
      [
        'unknown',
        { kind: 'unknown', code: 'timeout', reconcileAt: later(20 * minute), announce: true },
        { state: 'unknown', permanent: false, attempts: 0 },
      ],
      [
        'still-unknown',
        { kind: 'still-unknown', reconcileAt: later(20 * minute), announce: true },
        { state: 'unknown', permanent: false, attempts: 0 },
      ],
    ] as const)('says the state of a message that is %s', async (_, outcome, data) => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.settle({ id: effect.id, fence: effect.fence, at: later(second), ...outcome });
      expect(await scene.emitted('MessageFailed')).toMatchObject([
        { data: { messageId: effect.id, ...data } },
      ]);
    });

    it('is announced once for the same state and number of attempts', async () => {
      const scene = await Scene.open(subject());
      const effect = await scene.claimed();
      await scene.settle({
        id: effect.id,
        fence: effect.fence,
        at: later(second),
        kind: 'unknown',
        code: 'x',
        reconcileAt: later(11 * minute),
        announce: true,
      });
      const [again] = await scene.claim([effect.id], later(11 * minute));
      if (!again) throw new Error('expected a reconciliation');
      await scene.settle({
        id: again.id,
        fence: again.fence,
        at: later(11 * minute),
        kind: 'still-unknown',
        reconcileAt: later(12 * minute),
        announce: true,
      });
      expect(await scene.emitted('MessageFailed')).toHaveLength(1);
    });
  });
};
