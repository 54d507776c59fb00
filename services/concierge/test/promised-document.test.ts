import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { day } from '#shared/domain/instant.ts';
import { aWorld } from './world.ts';

/** A traveller who has asked for a boarding pass that is not there. */
const asked = async (over: Parameters<typeof aWorld>[0] = {}) => {
  const world = await aWorld(over);
  await world.write('mi tarjeta de embarque');
  return world;
};

describe('a document that was asked for', () => {
  it('goes out once the agency has filed it, though a person has the conversation', async () => {
    const world = await asked();
    const [conversation] = await world.store.conversations(world.agency.id, { limit: 1 });
    await world.store.takeOver({
      agencyId: world.agency.id,
      conversationId: conversation?.id ?? '',
      by: 'Lucía',
      now: world.clock.now(),
      until: '2027-03-03T23:20:00.000Z',
    });
    await world.file({ fileName: 'pass.pdf' });
    await world.deliver();
    expect(world.sentTexts().at(-1)).toBe('Acá tenés tu tarjeta de embarque. 📄');
    expect(world.media()).toEqual([expect.stringContaining('.pdf')]);
    expect(await world.rules()).toContain('promised_document');
    expect(await world.tasks()).toMatchObject([{ kind: 'missing_document', state: 'done' }]);
  });

  it('is announced in a template where the traveller has not written for a day', async () => {
    const world = await asked();
    world.clock.advance(day);
    await world.file();
    await world.deliver();
    const last = world.sender.requests.at(-1)?.content;
    expect(last).toMatchObject({ kind: 'template', template: 'bh_agency_reply_v1' });
    expect(last?.text).toContain('Ya tenemos tu tarjeta de embarque');
    expect(world.media()).toEqual([]);
  });

  it.each([
    ['is of another type', { type: 'insurance' as const }],
    ['came from the traveller', { uploadedByType: 'client' as const }],
  ])('is not sent by what %s', async (_, document) => {
    const world = await asked();
    await world.file(document);
    await world.deliver();
    expect(world.media()).toEqual([]);
  });

  it('is not sent unasked, nor to who has opted out, nor where it was removed since', async () => {
    const unasked = await aWorld();
    await unasked.write('hola');
    await unasked.file();
    await unasked.deliver();
    expect(unasked.media()).toEqual([]);
    const optedOut = await asked();
    await optedOut.write('BAJA');
    await optedOut.file();
    await optedOut.deliver();
    expect(optedOut.media()).toEqual([]);
    const removed = await asked();
    await removed.file({ id: '00000000-0000-4000-8000-00000000d0c1' });
    await removed.store.removeDocument(
      removed.agency.id,
      '00000000-0000-4000-8000-00000000d0c1',
      removed.clock.now(),
    );
    await removed.deliver();
    expect(removed.media()).toEqual([]);
    expect(await removed.rules()).toContain('document_gone');
  });

  it('says whose it is where several fly', async () => {
    const world = await aWorld();
    const trip = await world.book({ clientName: 'Juan Paz' });
    for (const { id, name } of trip.passengers)
      await world.file({ id: uuidV5('file', id), passengerId: id, fileName: `${name}.pdf` });
    await world.write('mi tarjeta de embarque');
    expect(world.sentTexts().toSorted()).toEqual([
      'Acá tenés tu tarjeta de embarque (Ana Ruiz). 📄',
      'Acá tenés tu tarjeta de embarque (Juan Paz). 📄',
    ]);
  });
});
