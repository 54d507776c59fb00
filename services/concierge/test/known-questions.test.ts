import { hour, plus } from '#shared/domain/instant.ts';
import { openStayToken } from '#shared/domain/stay-link.ts';
import { SoldPlan } from '#shared/domain/stay-plan.ts';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { aWorld, now } from './world.ts';

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

  it('that names no day is told what is next on the plan, by the clock of the place', async () => {
    const world = await aWorld({
      facts: { phase: 'landed', landedAt: '2027-03-03T09:00:00.000Z' },
      trip: { departure: '2027-03-03T07:00:00.000Z' },
    });
    const [first, second] = [dayOf('2027-03-03', 'Nyhavn'), dayOf('2027-03-03', 'Rosenborg')];
    const items = [...first.items, ...second.items.map((item) => ({ ...item, start: '15:00' }))];
    await world.plan([{ date: '2027-03-03', items }]);
    await world.write('qué sigue ahora en el plan?');
    expect(world.sentTexts()[0]).toMatch(/^➡️ \*Lo próximo\*\n• 15:00 Rosenborg/);
    world.clock.set('2027-03-03T15:00:00.000Z');
    await world.write('qué sigue ahora en el plan?');
    expect(world.sentTexts()[1]).toMatch(/^Por hoy no queda nada más en el plan/);
    await world.write('qué hicimos hoy?');
    expect(world.sentTexts()[2]).not.toContain('Por hoy no queda');
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

  it('about the itinerary names no suggestion whose time was sold since', async () => {
    const world = await aWorld();
    await world.plan([dayOf('2027-03-03', 'Nyhavn'), dayOf('2027-03-04', 'Tivoli')]);
    await world.sell(
      SoldPlan.parse({ items: [{ title: 'Paseo en barco', start: '2027-03-04T10:00' }] }),
    );
    await world.write('qué hacemos mañana?');
    expect(world.sentTexts()[0]).toContain('10:00 Paseo en barco');
    expect(world.sentTexts()[0]).not.toContain('Tivoli');
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
      [
        '🏨 Tu alojamiento: Hotel Alexandra',
        '📍 Nyhavn 71',
        '📞 +45 33 5555 0144',
        '🗺️ Mapa: https://www.google.com/maps/search/?api=1&query=Hotel%20Alexandra%2C%20Nyhavn%2071',
      ].join('\n'),
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

  it('of two in one sentence is answered whole, whatever stands before it', async () => {
    const world = await aWorld();
    await world.file();
    await world.write('Hola! a qué hora sale mi vuelo y me mandás la tarjeta de embarque?');
    expect(world.sentTexts().join()).toContain('Salida');
    expect(world.media()).toHaveLength(1);
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
