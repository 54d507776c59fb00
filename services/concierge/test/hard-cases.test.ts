import { day, hour, minute, plus } from '#shared/domain/instant.ts';
import type { MessageType, Told } from '#shared/domain/message.ts';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { aWorld, now, restOfQuestionMs } from './world.ts';

type World = Awaited<ReturnType<typeof aWorld>>;

/** A message of ours that the traveller has got. */
const tell = async ({ store, trip, agency }: World, type: MessageType, told: Told = {}) => {
  if (!trip) throw new Error('no trip');
  const at = plus(now, -hour);
  const committed = await store.commit(
    aTurn(aTripBooked(trip), {
      agent: 'notifications',
      actorId: trip.id,
      now: at,
      effects: [anEffect(trip, agency, { type, told, dueAt: at })],
    }),
  );
  if (committed.kind !== 'committed') throw new Error(committed.kind);
  await store.settle({
    agencyId: agency.id,
    now: at,
    settlements: committed.claimed.map(({ id, fence }) => ({
      id,
      fence,
      at,
      kind: 'sent',
      providerId: `SM-${id}`,
    })),
  });
};

const handoffs = async (world: World) =>
  (await world.tasks()).filter(({ kind }) => kind === 'handoff');
const asked = async (text: string, world?: World) => {
  const here = world ?? (await aWorld());
  await here.write(text);
  await here.wait(restOfQuestionMs);
  return { world: here, reply: here.sentTexts().at(-1) ?? '', tasks: await handoffs(here) };
};

describe('after a told cancellation', () => {
  it.each([
    ['¿y ahora qué hago?', 'CE 261'],
    ['e agora?', 'CE 261'],
    ['what now?', 'EC 261'],
  ])('"%s" is an urgent handoff, with steps, rights and a phone', async (text, rights) => {
    const world = await aWorld({ facts: { phase: 'cancelled' } });
    await tell(world, 'cancelled');
    const { reply, tasks } = await asked(text, world);
    expect(reply).toContain(rights);
    expect(reply).toContain('+541155550199');
    expect(reply).toMatch(/no aceptar|não aceite|don't accept/);
    expect(tasks).toMatchObject([{ reason: 'disruption', severity: 'urgent' }]);
  });
});

describe('trouble', () => {
  it('that endangers life names the emergency number of the country first', async () => {
    const { reply, tasks } = await asked('There is a fire in the hotel');
    expect(reply).toMatch(/^🆘[^\n]*\*999 \/ 112\*/);
    expect(reply).not.toContain('hotel reservation');
    expect(tasks).toMatchObject([{ reason: 'emergency', severity: 'urgent' }]);
  });

  it.each([
    'Mi nieto se perdió en el aeropuerto',
    'someone nicked my phone and passport',
    'estoy en el aeropuerto y no hay nadie',
  ])('"%s" reaches a person', async (text) => {
    const { tasks } = await asked(text);
    expect(tasks).toMatchObject([{ severity: 'urgent' }]);
  });

  it('keeps its reason and its message, whatever follows', async () => {
    const world = await aWorld();
    await asked('Me robaron el pasaporte', world);
    const [before] = await handoffs(world);
    await asked('jajaja', world);
    await asked('¿venden adaptadores de enchufe?', world);
    await world.wait(6 * minute);
    expect(await handoffs(world)).toMatchObject([
      {
        reason: 'distress',
        severity: 'urgent',
        facts: { messageId: before?.facts['messageId'], escalations: 1 },
      },
    ]);
  });

  it('is a missed flight also where a person is asked for', async () => {
    const { tasks } = await asked('Quiero hablar con alguien, perdí el vuelo');
    expect(tasks).toMatchObject([{ reason: 'missed', facts: { reasons: ['missed', 'asked'] } }]);
  });

  it('of who has opted out is a task, and nothing but the notice is written', async () => {
    const world = await aWorld();
    await asked('BAJA', world);
    const { tasks } = await asked('nos asaltaron, estamos heridos, ayuda', world);
    expect(tasks).toMatchObject([{ severity: 'urgent', tripId: world.trip?.id }]);
    expect((await world.inspect.effects()).map(({ type }) => type)).toEqual([
      'opt_out_ack',
      'opt_out_notice',
    ]);
  });
});

describe('a request', () => {
  it('is noted and told to the agency, not answered with the flight', async () => {
    const { reply, tasks } = await asked('Can you change my flight to the 8am one');
    expect(reply).toContain("Noted: I've asked Viajes del Sur");
    expect(reply).not.toContain('16:20');
    expect(tasks).toMatchObject([{ reason: 'request', severity: 'normal' }]);
  });

  it('is never answered with the same sentence twice in a row', async () => {
    const world = await aWorld();
    for (const text of ['quiero cambiar el vuelo', 'y cambiar el hotel', 'y cambiar el asiento'])
      await asked(text, world);
    const [first = '', second = '', third = ''] = world.sentTexts();
    expect(first).toContain('Anotado');
    expect(second).toContain('Lo sumé a lo que ya le pasé a Viajes del Sur');
    expect(third).not.toBe(second);
    expect(await handoffs(world)).toHaveLength(1);
  });
});

describe('small talk', () => {
  it.each(['kkkkk', 'have a nice day', 'soz', 'jajaja', 'gracias!'])(
    '"%s" opens nothing',
    async (text) => {
      const { tasks } = await asked(text);
      expect(tasks).toEqual([]);
    },
  );
});

describe('who is there', () => {
  it('is said plainly', async () => {
    expect((await asked('quien sos')).reply).toContain('asistente virtual');
    expect((await asked('vc é um robô?')).reply).toMatch(/^Sim, sou um assistente automático/);
  });
});

describe('the words that we ask for', () => {
  it.each(['una persona', 'A person', 'Uma pessoa'])('"%s" reach a person', async (text) => {
    const { tasks } = await asked(text);
    expect(tasks).toMatchObject([{ reason: 'asked', severity: 'normal' }]);
  });
});

describe('what is on file', () => {
  const withReturn = { trip: { returnDate: '2027-03-10', stay: 'Hotel Alexandra' } };
  it.each([
    ['No quiero perder el vuelo, ¿a qué hora salgo?', 'Salida: *miércoles 3 mar 16:20 (LHR)*'],
    ['¿cuándo volvemos?', 'miércoles 10 mar'],
    ['how long is the flight?', 'Duration: *1 h 55 min*'],
    ['¿a qué hora tengo que estar en el aeropuerto?', '13:20 (LHR)'],
    ['¿qué hora es en Copenhague?', '12:20'],
    ['¿qué número tiene la agencia para llamarla?', '+541155550199'],
  ])('answers "%s"', async (text, fact) => {
    const { reply, tasks } = await asked(text, await aWorld(withReturn));
    expect(reply).toContain(fact);
    expect(tasks).toEqual([]);
  });

  it('are the hours of a place of the agency', async () => {
    const world = await aWorld();
    await world.store.places.add(world.agency.id, {
      name: 'Tivoli',
      type: 'attraction',
      city: 'Copenhagen',
      country: 'DK',
      address: 'Vesterbrogade 3',
      lat: null,
      lng: null,
      rating: null,
      openingHours: '11:00–23:00',
      tags: [],
      description: '',
    });
    const { reply, tasks } = await asked('¿a qué hora abre Tivoli?', world);
    expect(reply).toContain('Tivoli: 11:00–23:00');
    expect(tasks).toEqual([]);
  });
});

describe('a flight', () => {
  it('that is none of theirs is said to be none', async () => {
    const { reply } = await asked('BA821');
    expect(reply).toContain('El *BA821* no es uno de tus vuelos');
    expect(reply).toContain('BA820');
    expect(reply).not.toContain('16:20');
  });

  it('that was spoken of is the one that is asked about next', async () => {
    const world = await aWorld({ trip: { language: 'pt' } });
    const back = await world.book({
      flightNumber: 'BA815',
      flightKey: 'BA815/CPH-LHR/2027-03-10',
      originIata: 'CPH',
      destinationIata: 'LHR',
      originZone: 'Europe/Copenhagen',
      destinationZone: 'Europe/London',
      departure: '2027-03-10T10:00:00.000Z',
      language: 'pt',
    });
    await world.fly(
      {
        scheduledDeparture: back.departure,
        departure: back.departure,
        arrival: '2027-03-10T12:05:00.000Z',
      },
      back,
    );
    await asked('qual o voo de volta?', world);
    const { reply } = await asked('e que horas chega?', world);
    expect(reply).toContain('BA815');
    expect(reply).toContain('Chegada: *quarta 10 mar');
  });
});

describe('a language that is not spoken here', () => {
  it('is answered in English and in that of the trip, and by a person', async () => {
    const { reply, tasks } = await asked('Bonjour, à quelle heure est notre vol svp?');
    expect(reply).toContain('I answer in English');
    expect(reply).toContain('español, inglés o portugués');
    expect(tasks).toMatchObject([{ reason: 'language', severity: 'normal' }]);
  });
});

describe('a document', () => {
  it('is asked for by its name alone', async () => {
    const { reply, tasks } = await asked('Hola, pasaporte?');
    expect(reply).not.toContain('denuncia');
    expect(tasks).not.toMatchObject([{ severity: 'urgent' }]);
  });

  it('is no sticker', async () => {
    const world = await aWorld();
    await world.write('', [{ url: 'https://api.twilio.com/media/ME9', contentType: 'image/webp' }]);
    expect(world.sentTexts()).toEqual([]);
    expect(await world.tasks()).toEqual([]);
  });
});

describe('a trip that the agency has taken back', () => {
  it('has an answer of its own, and the agency is told', async () => {
    const world = await aWorld();
    if (!world.trip) throw new Error('no trip');
    await world.store.withdrawJourney({
      agencyId: world.agency.id,
      journeyId: world.trip.journeyId,
      notify: false,
      now,
    });
    const { reply, tasks } = await asked('¿a qué hora sale mi vuelo?', world);
    expect(reply).toContain('dio de baja tu viaje *BA820*');
    expect(tasks).toMatchObject([{ reason: 'withdrawn', tripId: null }]);
  });
});

describe('a person who has the conversation', () => {
  const takenOver = async () => {
    const world = await aWorld();
    const conversationId = await world.write('hola');
    const move = { agencyId: world.agency.id, conversationId, by: 'Lucía', now };
    await world.store.takeOver({ ...move, until: plus(now, 12 * hour) });
    await world.deliver();
    return { world, move };
  };

  it('is named when they join, and so is the assistant when it is back', async () => {
    const { world, move } = await takenOver();
    expect(world.sentTexts().at(-1)).toContain('Lucía, de Viajes del Sur, se sumó');
    await world.store.giveBack(move);
    await world.deliver();
    expect(world.sentTexts().at(-1)).toContain('Vuelvo a responder yo');
  });

  it('and says nothing for ten minutes leaves known questions to the assistant', async () => {
    const { world } = await takenOver();
    await world.write('puerta?');
    expect(world.sentTexts()).toHaveLength(2);
    await world.wait(10 * minute);
    await world.write('puerta?');
    await world.write('¿venden adaptadores?');
    expect(world.sentTexts().slice(2)).toEqual([expect.stringContaining('A13')]);
  });

  it('is alerted again by an emergency', async () => {
    const { world } = await takenOver();
    await world.write('hay un incendio en el hotel');
    expect(await handoffs(world)).toMatchObject([{ reason: 'emergency', severity: 'urgent' }]);
    expect(world.sentTexts().at(-1)).toContain('999 / 112');
  });

  it('and does not stay for a day is not said to have joined by the next takeover', async () => {
    const { world, move } = await takenOver();
    await world.wait(day);
    await world.write('hola');
    const until = plus(world.clock.now(), hour);
    await world.store.takeOver({ ...move, by: 'Beto', now: world.clock.now(), until });
    await world.deliver();
    expect(world.sentTexts().at(-1)).toContain('Beto');
  });
});
