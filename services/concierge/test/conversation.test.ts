import { day, hour, minute, second } from '#shared/domain/instant.ts';
import { ConciergeState } from '../domain/state.ts';
import { aWorld, restOfQuestionMs } from './world.ts';

describe('what asks for nothing', () => {
  it.each(['ok', 'OK!', '👍', '👍🏽', 'okey', '👌'])(
    'such as "%s" gets no answer',
    async (text) => {
      const world = await aWorld();
      await world.write(text);
      await world.wait(restOfQuestionMs);
      expect(world.sentTexts()).toEqual([]);
      expect(await world.rules()).toContain('needs_no_answer');
    },
  );

  it('but is polite gets a polite one', async () => {
    const world = await aWorld();
    await world.write('hola');
    await world.write('mil gracias');
    expect(world.sentTexts()[0]).toContain('¡Hola, Ana!');
    expect(world.sentTexts()[1]).toContain('De nada');
  });
});

describe('an open question without a model', () => {
  it('waits four seconds for the rest of it, and gets one honest answer and one task', async () => {
    const world = await aWorld();
    await world.write('qué me recomendás comer');
    await world.wait(3 * second);
    await world.write('algo típico pero barato');
    await world.wait(3 * second);
    expect(world.sentTexts()).toEqual([]);
    await world.wait(second);
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('prefiero no inventarla');
    expect(await world.tasks()).toMatchObject([
      { kind: 'handoff', state: 'open', reason: 'no_model' },
    ]);
  });

  it('waits from when it was written, however late it is read', async () => {
    const world = await aWorld();
    await world.receive('qué me recomendás comer');
    await world.wait(3 * second);
    await world.deliver();
    expect(world.sentTexts()).toEqual([]);
    await world.wait(second);
    expect(world.sentTexts()).toHaveLength(1);
    await world.receive('¿y dónde compro un adaptador?');
    await world.wait(minute);
    await world.deliver();
    await world.wait(0);
    expect(world.sentTexts()).toHaveLength(2);
  });

  it('is answered in the end, however long the question', async () => {
    const world = await aWorld();
    for (let i = 0; i < 8; i++) {
      await world.write(`y además quisiera contarles una cosa más ${i}`);
      await world.wait(3 * second);
    }
    expect(world.sentTexts().length).toBeGreaterThan(0);
  });

  it('holds back no answer to a known one', async () => {
    const world = await aWorld();
    await world.write('qué me recomendás comer');
    await world.write('puerta?');
    expect(world.sentTexts()).toHaveLength(1);
    await world.wait(restOfQuestionMs);
    expect(world.sentTexts()).toHaveLength(2);
  });
});

describe('somebody without a trip', () => {
  it('is told so kindly once a day, and the agency hears of it', async () => {
    const world = await aWorld({ trip: null });
    const conversationId = await world.write('hola, a qué hora sale mi vuelo?');
    await world.write('hola?');
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('No encuentro ningún viaje');
    expect(await world.tasks()).toMatchObject([
      { kind: 'handoff', reason: 'no_trip', tripId: null, facts: { conversationId } },
    ]);
    await world.wait(day + minute);
    await world.write('hola?');
    expect(world.sentTexts()).toHaveLength(2);
  });

  it('and wants no more messages is a task all the same, until they come back', async () => {
    const world = await aWorld({ trip: null });
    const conversationId = await world.write('STOP');
    expect(await world.tasks()).toMatchObject([
      { kind: 'opted_out', state: 'open', tripId: null, facts: { conversationId } },
    ]);
    await world.write('START');
    expect(await world.tasks()).toMatchObject([{ kind: 'opted_out', state: 'done' }]);
  });

  it.each([
    ['STOP', 'ALTA', false],
    ['ALTA', 'STOP', true],
  ])(
    'is taken at the word they wrote last, also where "%s" comes to us after "%s"',
    async (first, last, optedOut) => {
      const world = await aWorld({ trip: null });
      const conversationId = await world.write('hola');
      await world.receive(first);
      const late = (await world.emitted()).filter(
        (event) => event.type === 'InboundMessageReceived',
      );
      await world.store.markPublished(late.map(({ id }) => id));
      await world.wait(hour);
      await world.write(last);
      for (const event of late) await world.kernel.receive('concierge', event, { deliveries: 1 });
      expect(await world.store.conversation(world.agency.id, conversationId, 1)).toMatchObject({
        optedOut,
      });
    },
  );

  it.each([
    ['+5511955550100', 'Pronto'],
    ['+447700900100', 'Done'],
    ['+5491155550298', 'Listo'],
  ])(
    'is answered in the language of the number %s where the words show none',
    async (from, begins) => {
      const world = await aWorld({ trip: null });
      await world.receive('STOP', [], 'SM-stop', from);
      await world.deliver();
      expect(world.sender.requests.at(-1)?.content.text).toMatch(new RegExp(begins));
    },
  );

  it('of another agency’s trips hears nothing', async () => {
    const world = await aWorld({ trip: null });
    const other = {
      ...world.agency,
      id: '00000000-0000-4000-8000-00000000dddd',
      sender: '+12025559999',
    };
    await world.addAgency(other);
    await world.book({ whatsapp: '+5491155550298' });
    await world.write('mi vuelo BA820?');
    expect(world.sentTexts().join()).not.toContain('16:20');
  });
});

describe('the state', () => {
  it('of the first version is still read', async () => {
    const { codec } = (await aWorld()).concierge;
    const upcast = codec.upcast?.({ askedAt: '2027-03-01T12:00:00.000Z', noticeAt: null }, 1);
    expect(ConciergeState.parse(upcast)).toEqual({
      askedAt: '2027-03-01T12:00:00.000Z',
      clearAt: null,
      noticeAt: null,
      noTripAt: null,
      pendingQuestion: null,
      askedQuestion: null,
      handoff: null,
      language: null,
      last: null,
      offer: null,
      meantTrip: null,
      person: null,
    });
  });

  it('and the log hold no number and no word of a conversation once it is answered', async () => {
    const world = await aWorld();
    await world.write('quiero hablar con una persona, mi número es secreto');
    await world.write('qué me recomendás comer en la ciudad?');
    await world.wait(restOfQuestionMs);
    expect(JSON.stringify(world.log.lines)).not.toMatch(/secreto|recomend|5491155550200/);
    expect(JSON.stringify(await world.inspect.decisions())).not.toMatch(
      /secreto|recomend|5491155550200/,
    );
  });
});
