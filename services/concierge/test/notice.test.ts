import { randomUUID } from 'node:crypto';
import { minute, plus } from '#shared/domain/instant.ts';
import { aWorld, now } from './world.ts';

/** A notice to the traveller that was confirmed; what follows from it is not delivered yet. */
const noticed = async () => {
  const world = await aWorld();
  const { id: agencyId } = world.agency;
  const { trip } = world;
  if (!trip) throw new Error('expected a trip');
  const id = randomUUID();
  const { contactId, id: tripId } = trip;
  const candidates = await world.store.notices.candidates(
    agencyId,
    { journeyId: trip.journeyId },
    world.clock.now(),
  );
  await world.store.notices.putNotice({
    ...{ agencyId, id, texts: { any: 'We meet at desk 12' }, by: 'Lucía', byId: 'l' },
    target: { journeyId: trip.journeyId },
    recipients: candidates.map(({ revision, language }) => ({
      ...{ contactId, tripId, revision, language },
    })),
    ...{ now, expiresAt: plus(now, 10 * minute) },
  });
  const send = () =>
    world.store.notices.sendNotice({
      ...{ agencyId, id, by: 'Lucía', perDay: 10, now: world.clock.now() },
    });
  const recipient = async () => (await world.store.notices.notice(agencyId, id))?.recipients[0];
  return { world, agencyId, id, send, recipient };
};

describe('a notice', () => {
  it('begins a conversation that shows it with its author, in a template', async () => {
    const { world, agencyId, send, recipient } = await noticed();
    expect((await send()).kind).toBe('sent');
    expect((await send()).kind).toBe('already');
    await world.deliver();
    expect(world.sender.requests.map(({ content }) => content)).toEqual([
      expect.objectContaining({
        kind: 'template',
        template: 'bh_agency_notice_v1',
        text: expect.stringMatching(/Viajes del Sur.*desk 12/s),
      }),
    ]);
    const [row] = await world.store.conversations(agencyId, { limit: 5 });
    expect(row).toMatchObject({ takenOverUntil: null, lastInboundAt: null });
    const seen = await world.store.conversation(agencyId, row?.id ?? '', 10);
    expect(seen?.messages).toMatchObject([
      { direction: 'out', type: 'agency_notice', author: 'Lucía' },
    ]);
    expect(await recipient()).toMatchObject({ status: 'SENT' });
  });

  it('goes as it was written to who wrote within the day', async () => {
    const { world, send } = await noticed();
    await world.write('gracias');
    await send();
    await world.deliver();
    expect(world.sentTexts().at(-1)).toBe('We meet at desk 12');
  });

  it('that is stopped does not go to whom it has not gone to yet', async () => {
    const { world, agencyId, id, send, recipient } = await noticed();
    await send();
    await world.store.notices.stopNotice(agencyId, id, 'Lucía', world.clock.now());
    await world.deliver();
    expect(world.sentTexts()).toEqual([]);
    expect(await recipient()).toMatchObject({ status: 'DROPPED', reason: 'stopped' });
  });

  it('waits where sending is paused, and does not leave hours later', async () => {
    const { world, agencyId, send, recipient } = await noticed();
    await send();
    const brake = (state: 'paused' | 'live') =>
      world.store.putBrake({
        ...{ agencyId, scope: 'agency', subject: null, state, reason: 'x', until: null },
        ...{ phones: [], by: 'Lucía', now: world.clock.now() },
      });
    await brake('paused');
    await world.deliver();
    expect(await recipient()).toMatchObject({ status: 'PENDING', reason: 'sending_paused' });
    await world.wait(90 * minute);
    await brake('live');
    await world.kernel.sweep();
    expect(world.sentTexts()).toEqual([]);
    expect(await recipient()).toMatchObject({ status: 'DROPPED', reason: 'overtaken' });
  });
});
