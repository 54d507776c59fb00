import { aWorld } from './world.ts';

describe('what a traveller shares', () => {
  const heathrow = '📍 Heathrow Airport (51.470022, -0.454296)';

  it('of where they are is acknowledged and given to a person', async () => {
    const world = await aWorld();
    await world.write(heathrow);
    expect(world.sentTexts()).toEqual([expect.stringContaining('ubicación')]);
    expect(await world.tasks()).toMatchObject([
      { kind: 'handoff', reason: 'location', facts: { location: heathrow } },
    ]);
  });

  it('of where they are goes with the task that is open, whose reason stays', async () => {
    const world = await aWorld();
    await world.write('me robaron el pasaporte');
    await world.write(heathrow);
    expect(await world.tasks()).toMatchObject([
      { kind: 'handoff', reason: 'distress', facts: { location: heathrow } },
    ]);
  });

  it('of where they are stays with the task when distress follows', async () => {
    const world = await aWorld();
    await world.write(heathrow);
    await world.write('me robaron el pasaporte');
    expect(await world.tasks()).toMatchObject([
      { kind: 'handoff', reason: 'distress', facts: { location: heathrow } },
    ]);
  });

  it('beside a question is acknowledged, and the question answered', async () => {
    const world = await aWorld();
    await world.write(`what time is my flight?\n${heathrow}`);
    expect(world.sentTexts().join()).toMatch(/location.*16:20/s);
  });
});

describe('a traveller without a number', () => {
  const id = 'AR.13491208655302741918';
  it('is told at that address that there is no trip, and the agency is told', async () => {
    const world = await aWorld({ trip: null });
    await world.receive('gate?', [], 'SM-hello', id);
    await world.deliver();
    expect(world.sender.requests).toMatchObject([
      { to: id, content: { text: expect.stringContaining('No encuentro') } },
    ]);
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'no_trip' }]);
  });

  it('is silenced by a STOP', async () => {
    const world = await aWorld({ trip: null });
    const received = await world.receive('STOP', [], 'SM-stop', id);
    await world.deliver();
    expect(world.sender.requests).toMatchObject([{ to: id }]);
    const shown = await world.store.conversation(
      world.agency.id,
      received?.conversationId ?? '',
      1,
    );
    expect(shown).toMatchObject({ phone: id, optedOut: true });
    expect(await world.tasks()).toMatchObject([{ kind: 'opted_out' }]);
  });
});

describe('what Twilio takes a message for', () => {
  it('of START is coming back, of HELP is asking for help, whatever the words are', async () => {
    const world = await aWorld();
    await world.receive('bueno', [], 'SM-start', undefined, 'START');
    await world.receive('INFO', [], 'SM-help', undefined, 'HELP');
    await world.deliver();
    expect((await world.inspect.effects()).map(({ type }) => type)).toEqual([
      'opt_in_ack',
      'reply',
    ]);
    expect(await world.tasks()).toEqual([]);
  });
});
