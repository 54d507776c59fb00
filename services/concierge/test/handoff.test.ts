import { day, hour, minute, plus } from '#shared/domain/instant.ts';
import { aWorld, now, restOfQuestionMs } from './world.ts';

describe('a handoff', () => {
  it.each([
    ['quiero hablar con una persona', 'asked'],
    ['perdí mi vuelo', 'missed'],
    ['me robaron el pasaporte', 'distress'],
    ['esto es una vergüenza', 'complaint'],
  ])('follows "%s" at once, with a task that says why', async (text, reason) => {
    const world = await aWorld();
    const conversationId = await world.write(text);
    expect(world.sentTexts()[0]).toContain('Viajes del Sur');
    expect(await world.tasks()).toMatchObject([
      { kind: 'handoff', state: 'open', reason, facts: { conversationId } },
    ]);
  });

  it('that nobody takes goes to the next on duty, and the traveller is told a number', async () => {
    const world = await aWorld({ agency: { emergencyPhone: '+541155550199' } });
    await world.write('quiero hablar con una persona');
    await world.write('hola?? necesito un agente');
    await world.wait(6 * minute);
    expect(world.sentTexts().filter((text) => text.includes('Todavía nadie'))).toHaveLength(1);
    expect(await world.tasks()).toMatchObject([
      {
        kind: 'handoff',
        state: 'open',
        severity: 'normal',
        reason: 'asked',
        facts: { nextOnDuty: true, reasons: ['asked'], escalations: 1 },
      },
    ]);
    await world.wait(9 * minute);
    expect(await world.tasks()).toMatchObject([{ reason: 'asked', severity: 'urgent' }]);
    expect(world.sentTexts().filter((text) => text.includes('Todavía nadie'))).toHaveLength(1);
  });

  it('keeps the gravest reason, which says how urgent it is, and the later ones too', async () => {
    const world = await aWorld();
    await world.write('quiero hablar con una persona');
    expect(await world.tasks()).toMatchObject([{ reason: 'asked', severity: 'normal' }]);
    await world.write('perdí mi vuelo');
    await world.write('esto es una vergüenza');
    expect(await world.tasks()).toMatchObject([
      {
        reason: 'missed',
        severity: 'urgent',
        facts: { reasons: ['asked', 'missed', 'complaint'] },
      },
    ]);
  });

  it('of trouble stays open where that is said to be over, and the agency sees who said so', async () => {
    const world = await aWorld();
    await world.write('mi hijo se perdió en el aeropuerto');
    await world.write('lo encontramos!! estaba en el kiosco');
    const [task] = await world.tasks();
    expect(task).toMatchObject({ state: 'open', severity: 'urgent', reason: 'emergency' });
    expect(task?.facts).toMatchObject({ messages: { length: 2 }, reasons: ['emergency'] });
    expect(task?.facts['messages']).toContain(task?.facts['saidOver']);
    expect(world.sentTexts().at(-1)).toContain('alivio');
    await world.write('gracias!');
    expect((await world.tasks())[0]?.facts).toMatchObject({ messages: { length: 2 } });
  });

  it('is not opened by trouble that is over, whatever else is told of it', async () => {
    const world = await aWorld();
    await world.write('found him! he was at the kiosk');
    expect(await world.tasks()).toEqual([]);
  });

  it('says nothing more where the agency has no emergency phone', async () => {
    const world = await aWorld({ agency: { emergencyPhone: null } });
    await world.write('quiero hablar con una persona');
    await world.wait(6 * minute);
    expect(world.sentTexts()).toHaveLength(1);
    expect(await world.tasks()).toMatchObject([{ facts: { nextOnDuty: true } }]);
  });

  it('that somebody has taken is nobody else’s', async () => {
    const world = await aWorld();
    await world.write('quiero hablar con una persona');
    const [task] = await world.store.tasks(world.agency.id, { limit: 1 });
    await world.store.updateTask({
      agencyId: world.agency.id,
      taskId: task?.id ?? '',
      state: 'claimed',
      by: 'Lucía',
      now,
    });
    await world.wait(6 * minute);
    expect(world.sentTexts().join()).not.toContain('Todavía nadie');
    expect(await world.tasks()).toMatchObject([{ state: 'claimed', reason: 'asked' }]);
  });
});

describe('a person who takes the conversation', () => {
  const takenOver = async () => {
    const world = await aWorld();
    const id = await world.write('quiero hablar con una persona');
    const move = {
      agencyId: world.agency.id,
      conversationId: id,
      by: 'Lucía',
      now: world.clock.now(),
    };
    await world.store.takeOver({ ...move, until: plus(world.clock.now(), 12 * hour) });
    await world.deliver();
    return { world, id, move };
  };

  it('silences the concierge, until twelve hours have passed', async () => {
    const { world } = await takenOver();
    await world.write('puerta?');
    await world.write('qué me recomendás comer?');
    await world.wait(restOfQuestionMs);
    expect(world.sentTexts()).toHaveLength(2);
    await world.wait(12 * hour);
    await world.write('puerta?');
    expect(world.sentTexts()).toHaveLength(3);
  });

  it('silences it until it is given back', async () => {
    const { world, move } = await takenOver();
    await world.store.giveBack(move);
    await world.deliver();
    await world.write('puerta?');
    expect(world.sentTexts().at(-1)).toContain('A13');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', state: 'done' }]);
  });

  it('silences also the question that was waiting', async () => {
    const world = await aWorld();
    const id = await world.write('qué me recomendás comer?');
    await world.store.takeOver({
      agencyId: world.agency.id,
      conversationId: id,
      by: 'Lucía',
      now,
      until: plus(now, 12 * hour),
    });
    await world.deliver();
    await world.wait(restOfQuestionMs);
    expect(world.sentTexts()).toEqual([expect.stringContaining('se sumó')]);
  });

  it('writes as they are words within a day of the traveller’s last', async () => {
    const { world, move } = await takenOver();
    await world.store.writeTo({
      ...move,
      until: plus(now, 12 * hour),
      messageId: '00000000-0000-4000-8000-0000000000cc',
      text: 'Hola Ana, soy Lucía.\nYa lo veo.',
    });
    await world.deliver();
    await world.deliver();
    expect(world.sentTexts().at(-1)).toBe('Hola Ana, soy Lucía.\nYa lo veo.');
    // Where the provider finds the window closed after all, the same goes out as a template.
    expect(world.sender.requests.at(-1)?.content).toMatchObject({
      kind: 'text',
      outsideWindow: {
        template: expect.stringContaining('agency_reply'),
        text: expect.stringContaining('soy Lucía'),
      },
    });
  });

  it('writes by template after that', async () => {
    const { world, move } = await takenOver();
    world.clock.advance(day);
    await world.store.writeTo({
      ...move,
      now: world.clock.now(),
      until: plus(world.clock.now(), hour),
      messageId: '00000000-0000-4000-8000-0000000000cd',
      text: 'Ya está resuelto',
    });
    await world.deliver();
    expect(world.sender.requests.at(-1)?.content).toMatchObject({
      kind: 'template',
      template: expect.stringContaining('agency_reply'),
      text: expect.stringContaining('Ya está resuelto'),
    });
  });
});
