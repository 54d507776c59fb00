import { day, hour, minute, plus, second } from '#shared/domain/instant.ts';
import { openStayToken } from '#shared/domain/stay-link.ts';
import { SoldPlan } from '#shared/domain/stay-plan.ts';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { ConciergeState } from '../domain/state.ts';
import { aWorld, now, restOfQuestionMs } from './world.ts';

const tivoli = {
  title: 'Tivoli',
  type: 'attraction',
  start: '10:30',
  address: null,
  city: null,
  country: null,
  lat: null,
  lng: null,
  opening_hours: null,
  rating: null,
  source: 'agency',
  safety_warnings: [],
  tags: [],
} as const;
const dayOf = (date: string, title: string) => ({
  date,
  items: [{ ...tivoli, title, safety_warnings: [], tags: [] }],
});

describe('a known question', () => {
  it('about the flight is answered in the airport’s time, with gate and terminal', async () => {
    const world = await aWorld({
      facts: { departure: '2027-03-03T17:00:00.000Z', departureSince: now },
    });
    await world.write('¿A qué hora sale mi vuelo?');
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('miércoles 3 mar 17:00 (LHR)');
    expect(world.sentTexts()[0]).toContain('A13');
    expect(world.sentTexts()[0]).toContain('demorado 40 min');
  });

  it('is answered in the language it is asked in', async () => {
    const world = await aWorld();
    await world.write('what time is my flight?');
    await world.write('qual é o meu portão?');
    await world.write('gate?');
    expect(world.sentTexts()[0]).toContain('Wed 3 Mar 16:20 (LHR)');
    expect(world.sentTexts()[1]).toContain('Portão: *A13*');
    // What does not show a language stays in the one that was spoken last.
    expect(world.sentTexts()[2]).toContain('Portão: *A13*');
  });

  it('counts as telling its facts, under the leg of the messages about the flight', async () => {
    const world = await aWorld();
    if (!world.trip) throw new Error('no trip');
    await world.write('mi vuelo?');
    expect((await world.inspect.effects()).at(-1)).toMatchObject({
      type: 'reply',
      tripId: world.trip.id,
      told: {},
    });
    const confirmation = anEffect(world.trip, world.agency, {
      type: 'reservation_confirmation',
      told: { leg: 2 },
    });
    await world.store.commit(aTurn(aTripBooked(world.trip), { effects: [confirmation] }));
    await world.write('y ahora?? mi vuelo?');
    expect((await world.inspect.effects()).at(-1)).toMatchObject({
      type: 'reply',
      told: { leg: 2, departure: '2027-03-03T16:20:00.000Z', gate: 'A13', terminal: '5' },
    });
  });

  it('has one answer, however often the message is delivered', async () => {
    const world = await aWorld();
    await world.write('puerta?', [], 'SMsame');
    await world.write('puerta?', [], 'SMsame');
    expect(world.sentTexts()).toHaveLength(1);
  });

  it('about the itinerary is answered by the day', async () => {
    const world = await aWorld();
    await world.plan([dayOf('2027-03-03', 'Nyhavn'), dayOf('2027-03-04', 'Tivoli')]);
    await world.write('qué hacemos mañana?');
    expect(world.sentTexts()[0]).toContain('10:30 Tivoli');
    expect(world.sentTexts()[0]).not.toContain('Nyhavn');
  });

  it('about the itinerary ends with a link to its page, the same for the same moment', async () => {
    const itineraryLinks = {
      secret: 'a secret of this test that signs its links',
      publicBaseUrl: 'https://travel.example.com',
    };
    const ask = async () => {
      const world = await aWorld({
        itineraryLinks,
        agency: { id: '00000000-0000-4000-8000-00000000aaaa' },
        trip: { reference: 'LOC-7Q' },
      });
      await world.plan([dayOf('2027-03-03', 'Nyhavn')]);
      await world.write('¿Me pasás el itinerario? ¿Y qué puerta tengo?');
      return { texts: world.sentTexts(), trip: world.trip };
    };
    const { texts, trip } = await ask();
    const page = /https:\/\/travel\.example\.com\/i\/(\S+)$/.exec(texts[0] ?? '');
    expect(openStayToken(page?.[1] ?? '', itineraryLinks.secret)).toBe(trip?.id);
    expect((await ask()).texts).toEqual(texts);
  });

  it('in PDF is the document of the stay', async () => {
    const world = await aWorld({
      itineraryLinks: {
        secret: 'a secret of this test that signs its links',
        publicBaseUrl: 'https://travel.example.com',
      },
    });
    await world.plan([dayOf('2027-03-03', 'Nyhavn')]);
    await world.write('mandame el itinerario en PDF');
    expect(world.sentTexts()).toEqual(['Acá tenés tu itinerario en PDF. 🗺️']);
    expect(world.media()).toMatchObject([
      expect.stringMatching(/^https:\/\/travel\.example\.com\/i\/\S{38}\/plan\.pdf$/),
    ]);
  });

  it('about what the agency sold says where, when and whom to call', async () => {
    const world = await aWorld();
    await world.sell(
      SoldPlan.parse({
        hotel: { name: 'Hotel Alexandra', address: 'Nyhavn 71', phone: '+45 33 5555 0144' },
        transfers: [
          {
            start: '2027-03-03T19:45',
            pickUp: 'Terminal 3',
            supplier: 'Nordic',
            phone: '+45 33 5555 0101',
          },
        ],
        items: [{ title: 'Paseo en barco', start: '2027-03-04T10:30', phone: '+45 33 5555 0130' }],
      }),
    );
    const answerTo = async (text: string) => {
      await world.write(text);
      return world.sentTexts().at(-1);
    };
    expect(await answerTo('hotel')).toBe(
      '🏨 Tu alojamiento: Hotel Alexandra\n📍 Nyhavn 71\n📞 +45 33 5555 0144',
    );
    expect(await answerTo('¿a qué hora es el traslado?')).toBe(
      '• miércoles 3 mar 19:45 🚐 Terminal 3 (Nordic, +45 33 5555 0101)',
    );
    expect(await answerTo('¿qué hay el jueves?')).toContain(
      '• 10:30 Paseo en barco (+45 33 5555 0130)',
    );
    expect(await world.tasks()).toEqual([]);
  });

  it('about something else carries no link to the itinerary', async () => {
    const world = await aWorld({
      itineraryLinks: { secret: 'unused', publicBaseUrl: 'https://travel.example.com' },
    });
    await world.plan([dayOf('2027-03-03', 'Nyhavn')]);
    await world.write('puerta?');
    expect(world.sentTexts()[0]).not.toContain('https://');
  });

  it('about an itinerary that is not there asks for one', async () => {
    const world = await aWorld();
    await world.write('itinerario');
    expect(world.sentTexts()[0]).toContain('Viajes del Sur');
    expect(world.bus.published).toMatchObject([
      { type: 'ItineraryRequested', tripId: world.trip?.id, data: { by: 'traveller' } },
      { type: 'TravellerWrote', tripId: world.trip?.id },
    ]);
  });

  it('for a document sends the file itself, by a link that lives for an hour', async () => {
    const world = await aWorld();
    await world.file();
    await world.write('me mandás la tarjeta de embarque?');
    expect(world.media()).toEqual([expect.stringContaining(`until=${plus(now, hour)}`)]);
    expect(await world.tasks()).toEqual([]);
  });

  it('for a document that is missing says so, and tells the agency which', async () => {
    const world = await aWorld();
    await world.write('tarjeta de embarque');
    await world.write('y el seguro de viaje?');
    expect(world.sentTexts()[0]).toContain('Todavía no tengo tu tarjeta de embarque');
    expect(world.media()).toEqual([]);
    expect(await world.tasks()).toMatchObject([
      { kind: 'missing_document', state: 'open', facts: { types: ['boarding_pass', 'insurance'] } },
    ]);
  });

  it('sends the documents of companions with the same phone, and nobody else’s', async () => {
    const world = await aWorld();
    await world.file({ fileName: 'ana.pdf' });
    const companion = await world.book({ clientName: 'Beto Ruiz' });
    await world.file({
      id: '00000000-0000-4000-8000-0000000000aa',
      tripId: companion.id,
      fileName: 'beto.pdf',
    });
    const stranger = await world.book({ clientName: 'Carla Paz', whatsapp: '+5491155550299' });
    await world.file({
      id: '00000000-0000-4000-8000-0000000000bb',
      tripId: stranger.id,
      fileName: 'carla.pdf',
    });
    await world.write('boarding pass?');
    expect(world.media()).toHaveLength(2);
    expect(world.media().join()).not.toContain('bb.pdf');
  });

  it('of several is answered in one go', async () => {
    const world = await aWorld();
    await world.file();
    await world.write('Hola! a qué hora sale mi vuelo? y me mandás la tarjeta de embarque?');
    expect(world.sentTexts()).toHaveLength(1);
    expect(world.sentTexts()[0]).toContain('16:20');
    expect(world.media()).toHaveLength(1);
  });

  it('with a long answer gets messages of 1,600 characters, with nothing lost', async () => {
    const world = await aWorld();
    await world.plan(
      Array.from({ length: 30 }, (_, i) =>
        dayOf(
          `2027-03-${String(i + 1).padStart(2, '0')}`,
          `Paseo número ${i + 1} ${'x'.repeat(60)}`,
        ),
      ),
    );
    await world.write('itinerario');
    expect(world.sentTexts().length).toBeGreaterThan(1);
    expect(world.sentTexts().every((text) => text.length <= 1600)).toBe(true);
    for (let i = 1; i <= 30; i++)
      expect(world.sentTexts().join('\n')).toContain(`Paseo número ${i} `);
  });

  it('asked beside an open one is answered, and the rest is passed on', async () => {
    const world = await aWorld();
    await world.write('¿Cuál es mi puerta? ¿Hay alguna farmacia cerca?');
    expect(world.sentTexts()[0]).toContain('A13');
    expect(world.sentTexts()[0]).toContain('Viajes del Sur');
    expect(await world.tasks()).toMatchObject([{ kind: 'handoff', reason: 'open_question' }]);
  });
});

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
    expect(world.sentTexts().filter((text) => text.includes('+541155550199'))).toHaveLength(1);
    expect(await world.tasks()).toMatchObject([
      {
        kind: 'handoff',
        state: 'open',
        severity: 'normal',
        reason: 'asked',
        facts: { nextOnDuty: true, reasons: ['asked', 'unanswered'] },
      },
    ]);
    await world.wait(9 * minute);
    expect(await world.tasks()).toMatchObject([{ reason: 'asked', severity: 'urgent' }]);
    expect(world.sentTexts().filter((text) => text.includes('+541155550199'))).toHaveLength(1);
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
    expect(world.sentTexts()).toHaveLength(1);
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
    expect(world.sentTexts()).toHaveLength(1);
    await world.wait(12 * hour);
    await world.write('puerta?');
    expect(world.sentTexts()).toHaveLength(2);
  });

  it('silences it until it is given back', async () => {
    const { world, move } = await takenOver();
    await world.store.giveBack(move);
    await world.deliver();
    await world.write('puerta?');
    expect(world.sentTexts()).toHaveLength(2);
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
    expect(world.sentTexts()).toEqual([]);
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
      handoff: null,
      language: null,
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
