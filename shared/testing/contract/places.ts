import type { z } from 'zod';
import { PlaceInput } from '#shared/domain/place.ts';
import { anAgency } from '../builders.ts';
import type { ItinerariesUnderTest } from './harness.ts';

const aPlace = (
  over: Partial<z.input<typeof PlaceInput>> & { readonly name: string },
): PlaceInput => PlaceInput.parse({ city: 'Copenhagen', ...over });
const names = (places: readonly { readonly name: string }[]): string[] =>
  places.map(({ name }) => name);

/** An agency's collection of places. */
export const describePlaces = (subject: () => ItinerariesUnderTest): void => {
  describe('places', () => {
    const setUp = async (...places: readonly PlaceInput[]) => {
      const agency = anAgency();
      await subject().addAgency(agency);
      const book = subject().store.places;
      const ids: string[] = [];
      for (const place of places) {
        const written = await book.add(agency.id, place);
        if (written.kind !== 'written')
          throw new Error(`expected the place to be written, got ${written.kind}`);
        ids.push(written.place.id);
      }
      const search = (text: string, over: object = {}) =>
        book.search({
          agencyId: agency.id,
          cities: ['Copenhagen', 'Copenhague'],
          near: { lat: 55.618, lng: 12.656 },
          text,
          embedding: null,
          limit: 10,
          ...over,
        });
      return { agency, book, ids, search };
    };

    it('are kept as they were written', async () => {
      const tivoli = aPlace({
        name: 'Tivoli',
        type: 'attraction',
        country: 'dk',
        address: 'Vesterbrogade 3',
        lat: 55.6737,
        lng: 12.5681,
        rating: 4.5,
        openingHours: '11–23',
        tags: ['children', 'garden'],
        description: 'Gardens with rides',
      });
      const { agency, book, ids } = await setUp(tivoli);
      expect(await book.place(agency.id, ids[0] ?? '')).toEqual({
        ...tivoli,
        id: ids[0],
        country: 'DK',
      });
      expect(await book.any(agency.id)).toBe(true);
    });

    it('are written once, however they are spelt', async () => {
      const { agency, book, ids } = await setUp(
        aPlace({ name: 'Café Nørden', address: 'Østergade 61' }),
      );
      expect(
        await book.add(agency.id, aPlace({ name: 'cafe norden', address: 'Ostergade, 61' })),
      ).toEqual({
        kind: 'duplicate',
        placeId: ids[0],
      });
      expect(
        (
          await book.add(
            agency.id,
            aPlace({ name: 'Café Nørden', address: 'Østergade 61', city: 'Aarhus' }),
          )
        ).kind,
      ).toBe('written');
    });

    it('are added many at once, each where it is not there already', async () => {
      const { agency, book, ids } = await setUp(aPlace({ name: 'Noma' }));
      const more = ['Geranium', 'NOMA', 'Tivoli', 'geranium'].map((name) =>
        aPlace({ name, tags: ['a', 'b'], rating: 4.5, lat: 55.5, lng: 12.5 }),
      );
      const added = await book.addAll(agency.id, more);
      const [geranium, , tivoli] = added.map((result) =>
        result.kind === 'written' ? result.place.id : '',
      );
      expect(added).toEqual([
        { kind: 'written', place: { ...more[0], id: geranium } },
        { kind: 'duplicate', placeId: ids[0] },
        { kind: 'written', place: { ...more[2], id: tivoli } },
        { kind: 'duplicate', placeId: geranium },
      ]);
      expect(await book.place(agency.id, tivoli ?? '')).toEqual({ ...more[2], id: tivoli });
      expect(names(await book.list(agency.id, { limit: 10 }))).toEqual([
        'Geranium',
        'Noma',
        'Tivoli',
      ]);
      expect(await book.addAll(agency.id, [])).toEqual([]);
    });

    it('can be replaced, but not by what another one is', async () => {
      const { agency, book, ids } = await setUp(
        aPlace({ name: 'Noma' }),
        aPlace({ name: 'Geranium' }),
      );
      const [noma = '', geranium = ''] = ids;
      expect(
        await book.replace(agency.id, noma, aPlace({ name: 'Noma 2.0', rating: 5 })),
      ).toMatchObject({
        kind: 'written',
        place: { id: noma, name: 'Noma 2.0', rating: 5 },
      });
      expect(await book.replace(agency.id, noma, aPlace({ name: 'geranium' }))).toEqual({
        kind: 'duplicate',
        placeId: geranium,
      });
      expect(
        await book.replace(
          agency.id,
          '5b0f6e2e-8f5c-4a55-8a53-1f4b9f0a0a0a',
          aPlace({ name: 'Nowhere' }),
        ),
      ).toEqual({
        kind: 'not-found',
      });
    });

    it('can be removed, once', async () => {
      const { agency, book, ids } = await setUp(aPlace({ name: 'Noma' }));
      expect(await book.remove(agency.id, ids[0] ?? '')).toBe(true);
      expect(await book.remove(agency.id, ids[0] ?? '')).toBe(false);
      expect(await book.any(agency.id)).toBe(false);
    });

    it('are listed by city and name, page by page', async () => {
      const { agency, book } = await setUp(
        aPlace({ name: 'Noma' }),
        aPlace({ name: 'Aros', city: 'Aarhus' }),
        aPlace({ name: 'Geranium' }),
      );
      const first = await book.list(agency.id, { limit: 2 });
      expect(names(first)).toEqual(['Aros', 'Geranium']);
      expect(names(await book.list(agency.id, { limit: 2, after: first[1]?.id ?? '' }))).toEqual([
        'Noma',
      ]);
      expect(names(await book.list(agency.id, { limit: 10, city: 'COPENHAGEN' }))).toEqual([
        'Geranium',
        'Noma',
      ]);
    });

    it('are nobody else’s', async () => {
      const { ids } = await setUp(aPlace({ name: 'Noma' }));
      const other = await setUp();
      expect(await other.book.place(other.agency.id, ids[0] ?? '')).toBeNull();
      expect(await other.book.list(other.agency.id, { limit: 10 })).toEqual([]);
      expect(await other.search('noma')).toEqual([]);
      expect(await other.book.remove(other.agency.id, ids[0] ?? '')).toBe(false);
      expect(
        (await other.book.replace(other.agency.id, ids[0] ?? '', aPlace({ name: 'Mine' }))).kind,
      ).toBe('not-found');
    });

    describe('at a city', () => {
      const collection = [
        aPlace({
          name: 'Tivoli',
          type: 'attraction',
          city: 'Copenhague',
          tags: ['children', 'rides'],
          rating: 4.1,
        }),
        aPlace({ name: 'Noma', type: 'restaurant', rating: 5 }),
        aPlace({
          name: 'Kronborg',
          type: 'attraction',
          city: 'Helsingør',
          lat: 56.039,
          lng: 12.6213,
          rating: 4.7,
        }),
        aPlace({
          name: 'Prado',
          type: 'attraction',
          city: 'Madrid',
          lat: 40.4138,
          lng: -3.6921,
          rating: 4.8,
        }),
      ];

      it('are found by any name of the city, and nearby, and not elsewhere', async () => {
        const { search } = await setUp(...collection);
        expect(names(await search(''))).toEqual(['Noma', 'Kronborg', 'Tivoli']);
        expect(names(await search('', { near: null }))).toEqual(['Noma', 'Tivoli']);
      });

      it('come in the order of what is asked for', async () => {
        const { search } = await setUp(...collection);
        expect(names(await search('Something for children'))[0]).toBe('Tivoli');
        expect(names(await search("rides & 'castles' | (sea)"))[0]).toBe('Tivoli');
        expect(await search('children', { limit: 1 })).toHaveLength(1);
      });
    });
  });
};
