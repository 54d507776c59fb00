import type { z } from 'zod';
import { KnowledgeInput } from '#shared/domain/knowledge.ts';
import { isStrong, termsOf } from '#shared/domain/topic-terms.ts';
import { findKnowledge } from '#shared/find-knowledge.ts';
import type { KnowledgeFor } from '#shared/ports/knowledge.ts';
import { anAgency } from '../builders.ts';
import type { ItinerariesUnderTest } from './harness.ts';

const anEntry = (
  question: string,
  over: Partial<z.input<typeof KnowledgeInput>> = {},
): KnowledgeInput => KnowledgeInput.parse({ question, answers: { es: 'Sí.' }, ...over });
const pets = anEntry('¿Puedo viajar con mascotas?', {
  answers: { es: 'Hasta 8 kg en cabina.', pt: 'Até 8 kg na cabine.' },
});
const luggage = anEntry('¿Cuánto equipaje puedo llevar?');

/** What an agency answers to questions. */
export const describeKnowledge = (subject: () => ItinerariesUnderTest): void => {
  describe('knowledge', () => {
    const setUp = async (...entries: readonly KnowledgeInput[]) => {
      const agency = anAgency();
      await subject().addAgency(agency);
      const { knowledge } = subject().store;
      const ids = (await knowledge.addAll(agency.id, entries)).map((added) =>
        added.kind === 'written' ? added.entry.id : added.entryId,
      );
      const search = async (text: string, over: Partial<KnowledgeFor> = {}, agencyId = agency.id) =>
        (
          await knowledge.search({
            agencyId,
            airline: null,
            destinations: [],
            hotel: null,
            terms: termsOf(text).filter(isStrong),
            embedding: null,
            limit: 10,
            ...over,
          })
        ).map(({ entry }) => entry.id);
      return { agency, knowledge, ids, search };
    };

    it('is kept as it was written, once for each question', async () => {
      const { agency, knowledge, ids } = await setUp(pets, luggage);
      expect(await knowledge.entry(agency.id, ids[0] ?? '')).toEqual({ ...pets, id: ids[0] });
      expect(
        await knowledge.addAll(agency.id, [
          anEntry('puedo viajar con MASCOTAS'),
          anEntry(pets.question, { airline: 'AR' }),
        ]),
      ).toMatchObject([{ kind: 'duplicate', entryId: ids[0] }, { kind: 'written' }]);
      expect(await knowledge.addAll(agency.id, [])).toEqual([]);
    });

    it('is replaced, but not by what another entry is, and removed', async () => {
      const { agency, knowledge, ids } = await setUp(pets, luggage);
      const [first = '', second = ''] = ids;
      const next = anEntry('¿Aceptan mascotas?', { hotel: 'Hotel Sur' });
      expect(await knowledge.replace(agency.id, first, next)).toEqual({
        kind: 'written',
        entry: { ...next, id: first },
      });
      expect(await knowledge.entry(agency.id, first)).toEqual({ ...next, id: first });
      expect(await knowledge.replace(agency.id, first, luggage)).toEqual({
        kind: 'duplicate',
        entryId: second,
      });
      expect(await knowledge.remove(agency.id, first)).toBe(true);
      expect(await knowledge.remove(agency.id, first)).toBe(false);
      expect(await knowledge.replace(agency.id, first, pets)).toEqual({ kind: 'not-found' });
    });

    it('is listed by question and by pages', async () => {
      const { agency, knowledge } = await setUp(luggage, pets, anEntry('Wifi'), anEntry('agua'));
      const page = async (after?: string) =>
        knowledge.list(agency.id, { limit: 3, ...(after !== undefined && { after }) });
      const first = await page();
      expect(first.map(({ question }) => question)).toEqual([
        'Wifi',
        'agua',
        '¿Cuánto equipaje puedo llevar?',
      ]);
      expect((await page(first.at(-1)?.id)).map(({ question }) => question)).toEqual([
        pets.question,
      ]);
    });

    it('is found by other words for the same, those with most of it first', async () => {
      const { ids, search } = await setUp(pets, luggage, anEntry('¿Hay agua para mascotas?'));
      expect(await search('posso levar meu cachorro?')).toEqual([ids[0], ids[2]].sort());
      expect((await search('water for my dog'))[0]).toBe(ids[2]);
      expect(await search('¿qué museo me recomiendan?')).toEqual([]);
    });

    it('is found where its words mean it only together, or only in capitals', async () => {
      const { ids, search } = await setUp(
        anEntry('¿Hay que tramitar la ESTA?'),
        anEntry('Where can I leave a pushchair?'),
        anEntry('¿Cómo llego al hotel?'),
      );
      expect(await search('do we need an esta')).toEqual([ids[0]]);
      expect(await search('esta noche')).toEqual([]);
      expect(await search('coche del bebé')).toEqual([ids[1]]);
    });

    it('is found by those for whom it holds', async () => {
      const [ar, brc, sur] = [
        { airline: 'AR' },
        { destination: 'Bariloche' },
        { hotel: 'del Sur' },
      ];
      const { ids, search } = await setUp(
        ...[ar, brc, sur].map((validity) => anEntry('¿Aceptan mascotas?', validity)),
      );
      expect(await search('perro')).toEqual([]);
      expect(await search('perro', { airline: 'AR' })).toEqual([ids[0]]);
      expect(await search('perro', { airline: 'LA', destinations: ['BRC', 'BARILOCHE'] })).toEqual([
        ids[1],
      ]);
      expect(await search('perro', { hotel: 'Gran Hotel del Sur, Bariloche' })).toEqual([ids[2]]);
      expect(await search('perro', { hotel: 'Hotel del Surco' })).toEqual([]);
    });

    it('is nobody else’s', async () => {
      const { knowledge, ids, search } = await setUp(pets);
      const stranger = anAgency();
      await subject().addAgency(stranger);
      const [id = ''] = ids;
      expect(await search('perro', {}, stranger.id)).toEqual([]);
      expect(await knowledge.list(stranger.id, { limit: 10 })).toEqual([]);
      expect(await knowledge.entry(stranger.id, id)).toBeNull();
      expect(await knowledge.replace(stranger.id, id, luggage)).toEqual({ kind: 'not-found' });
      expect(await knowledge.remove(stranger.id, id)).toBe(false);
    });

    it('answers in the traveller’s language, or else in one that it has', async () => {
      const { agency, knowledge } = await setUp(pets, luggage);
      const find = (text: string, language: 'es' | 'en' | 'pt' = 'es') =>
        findKnowledge({ knowledge, embedder: null }, agency.id, text, {
          airline: 'AR1132',
          destination: 'BRC',
          hotel: null,
          language,
        });
      expect(await find('¿puedo llevar mi perro?')).toMatchObject([
        { answers: true, answer: { language: 'es', text: 'Hasta 8 kg en cabina.' } },
      ]);
      expect(await find('posso levar meu cachorro?', 'pt')).toMatchObject([
        { answers: true, answer: { language: 'pt', text: 'Até 8 kg na cabine.' } },
      ]);
      expect(await find('can I bring my dog?', 'en')).toMatchObject([
        { answers: true, answer: { language: 'es' } },
      ]);
      expect(await find('¿qué museo me recomiendan?')).toEqual([]);
      expect(await find('mi perro se perdió en el aeropuerto')).toMatchObject([{ answers: false }]);
    });

    it('of an airline answers its travellers, and others hear what holds for all', async () => {
      const { agency, knowledge } = await setUp(
        pets,
        anEntry(pets.question, { airline: 'AR', answers: { es: 'En Aerolíneas, 9 kg.' } }),
      );
      const answer = async (airline: string | null) =>
        (
          await findKnowledge({ knowledge, embedder: null }, agency.id, '¿puedo llevar mi perro?', {
            airline,
            destination: null,
            hotel: null,
            language: 'es',
          })
        )[0]?.answer.text;
      expect(await answer('AR1132')).toBe('En Aerolíneas, 9 kg.');
      expect(await answer('LA')).toBe('Hasta 8 kg en cabina.');
      expect(await answer(null)).toBe('Hasta 8 kg en cabina.');
    });
  });
};
