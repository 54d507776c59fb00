import { aWorld } from './world.ts';

const followed = { role: 'follower', trip: { stay: 'Nyhavn 71', clientName: 'Norma' } } as const;

describe('a follower', () => {
  it('who asks for documents or the itinerary of those who fly gets neither', async () => {
    const world = await aWorld(followed);
    await world.file();
    await world.plan([{ date: '2027-03-03', items: [] }]);
    await world.write('me mandás la tarjeta de embarque?');
    await world.write('itinerario');
    await world.write('en qué hotel se quedan?');
    expect(world.media()).toEqual([]);
    expect(world.sentTexts().slice(0, 2)).toEqual([
      expect.stringContaining('solo para quienes viajan'),
      expect.stringContaining('solo para quienes viajan'),
    ]);
    expect(world.sentTexts().join()).not.toContain('Nyhavn');
    expect((await world.tasks()).map(({ kind }) => kind)).not.toContain('missing_document');
    expect((await world.emitted()).map(({ type }) => type)).not.toContain('ItineraryRequested');
  });

  it('is told how the flight is going', async () => {
    const world = await aWorld(followed);
    await world.write('a qué hora sale el vuelo?');
    expect(world.sentTexts()[0]).toContain('16:20 (LHR)');
  });

  it('who flies too is sent the documents of their own trip', async () => {
    const world = await aWorld({ trip: { departure: '2027-05-03T16:20:00.000Z' } });
    await world.file();
    await world.book({ flightNumber: 'BA816', flightKey: 'BA816/LHR-CPH/2027-03-03' }, 'follower');
    await world.write('tarjeta de embarque');
    expect(world.media()).toHaveLength(1);
  });

  it('who answers BAJA ends their own messages alone, without a task for the agency', async () => {
    const world = await aWorld(followed);
    const traveller = await world.book({ whatsapp: '+5491155550299' });
    await world.write('BAJA');
    expect(world.sentTexts()[0]).toContain('quienes viajan siguen recibiendo');
    expect(await world.tasks()).toEqual([]);
    const optedOut = async (id: string) =>
      (await world.store.tripContext(world.agency.id, id))?.optedOut;
    expect(await optedOut(world.trip?.id ?? '')).toBe(true);
    expect(await optedOut(traveller.id)).toBe(false);
    expect(
      world.bus.published.flatMap(({ type, tripId }) =>
        type === 'TravellerOptedOut' ? [tripId] : [],
      ),
    ).toEqual([world.trip?.id]);
    await world.write('ALTA');
    expect(world.sentTexts().at(-1)).toMatch(/el viaje que segu[ií]s|el viaje que sigues/);
  });

  it('who flies too and answers BAJA opens the task for the trip that is theirs', async () => {
    const world = await aWorld({ trip: { departure: '2027-05-03T16:20:00.000Z' } });
    await world.book({ flightNumber: 'BA816', flightKey: 'BA816/LHR-CPH/2027-03-03' }, 'follower');
    await world.write('BAJA');
    expect(await world.tasks()).toMatchObject([{ kind: 'opted_out', tripId: world.trip?.id }]);
  });
});
