import { minute } from '#shared/domain/instant.ts';
import { aWorld } from './world.ts';

/** Asks for a test message to the traveller, and delivers what follows from it. */
const tested = async () => {
  const world = await aWorld();
  const contactId = world.trip?.contactId ?? '';
  const ask = () =>
    world.store.requestTest({ agencyId: world.agency.id, contactId, now: world.clock.now() });
  return { world, ask, contactId };
};

describe('a test message', () => {
  it('goes out as a template that says it is a test, of no trip, and is seen at the contact', async () => {
    const { world, ask, contactId } = await tested();
    expect(await ask()).toEqual({ kind: 'requested' });
    await world.deliver();
    expect(world.sender.requests.map(({ content }) => content)).toEqual([
      expect.objectContaining({
        kind: 'template',
        template: 'bh_test_message_v1',
        text: expect.stringMatching(/Viajes del Sur.*Es solo una prueba/s),
      }),
    ]);
    const [id = ''] = world.sender.requests.map((sent) => sent.id);
    await world.store.deliveryReport({
      id,
      providerId: 'SM1',
      status: 'delivered',
      code: null,
      permanent: false,
      now: world.clock.now(),
    });
    const found = await world.store.contact(world.agency.id, contactId);
    expect(found?.reachability.lastArrived).toMatchObject({
      messageId: id,
      tripId: null,
      type: 'test_message',
      state: 'delivered',
    });
  });

  it('that can never get through is seen at the contact too', async () => {
    const { world, ask, contactId } = await tested();
    await ask();
    await world.deliver();
    const [id = ''] = world.sender.requests.map((sent) => sent.id);
    await world.store.deliveryReport({
      id,
      providerId: 'SM1',
      status: 'undelivered',
      code: '63024',
      permanent: true,
      now: world.clock.now(),
    });
    const found = await world.store.contact(world.agency.id, contactId);
    expect(found?.reachability.lastRefused).toMatchObject({
      messageId: id,
      type: 'test_message',
      errorCode: '63024',
    });
  });

  it('is not sent to who opts out before it goes out, nor long after it was asked for', async () => {
    const { world, ask } = await tested();
    await world.receive('BAJA');
    expect(await ask()).toEqual({ kind: 'requested' });
    await world.deliver();
    expect(world.sentTexts().filter((text) => text.includes('prueba'))).toEqual([]);
    expect(await ask()).toEqual({ kind: 'opted-out' });
    const late = await tested();
    await late.ask();
    late.world.clock.advance(11 * minute);
    await late.world.deliver();
    expect(late.world.sender.requests).toEqual([]);
  });
});
