import { minute } from '#shared/domain/instant.ts';
import type { SendingState } from '#shared/domain/sending.ts';
import { aWorld, now } from './world.ts';

/** A conversation under a brake, in which a traveller asks for the gate. */
const braked = async (state: SendingState, scope: 'agency' | 'contact' | 'journey' = 'agency') => {
  const world = await aWorld();
  const subject = { agency: null, contact: world.trip?.contactId, journey: world.trip?.journeyId };
  await world.store.putBrake({
    agencyId: world.agency.id,
    ...{ scope, subject: subject[scope] ?? null, state, reason: 'why', until: null },
    ...{ phones: state === 'test' ? ['+5491155550180'] : [], by: 'Lucía', now },
  });
  await world.write('¿cuál es mi puerta?');
  return world;
};

describe('a traveller who writes while sending is', () => {
  it.each(['agency', 'contact', 'journey'] as const)(
    'paused for the %s is answered by a person, and by nothing stale afterwards',
    async (scope) => {
      const world = await braked('paused', scope);
      expect(world.sentTexts()).toEqual([]);
      expect(await world.tasks()).toMatchObject([
        { kind: 'handoff', state: 'open', reason: 'not_live' },
      ]);
      expect(await world.rules()).toContain('sending_paused');
      await world.wait(20 * minute);
      expect(world.sentTexts()).toEqual([]);
    },
  );

  it('in shadow is answered by a person, and the answer is recorded', async () => {
    const world = await braked('shadow');
    expect(world.sentTexts()).toEqual([]);
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'not_live' }]);
  });

  it('in a test is answered by a person, while a phone of the staff gets the answer', async () => {
    const world = await braked('test');
    expect(world.sentTexts()[0]?.split('\n')[0]).toBe('TEST +5491155550200');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'not_live' }]);
  });
});
