import { randomUUID } from 'node:crypto';
import { PlaceInput } from '#shared/domain/place.ts';
import { embeddingLength } from '#shared/ports/embedder.ts';
import { anAgency } from '#shared/testing/builders.ts';
import { vectorPostgres } from '#shared/testing/vector-postgres.ts';
import { createPlaces } from '../places.ts';

/** A meaning that points in one direction, a little towards another. */
const meaning = (axis: number, towards = axis, share = 0): number[] =>
  Array.from(
    { length: embeddingLength },
    (_, i) => (i === axis ? 1 - share : 0) + (i === towards ? share : 0),
  );
const names = (found: readonly { readonly name: string }[] | null) =>
  (found ?? []).map(({ name }) => name);

describe('places where the database has vectors', () => {
  const db = vectorPostgres();
  const places = createPlaces(db.rpc, randomUUID);
  const agency = anAgency();
  const other = anAgency();
  const search = (embedding: readonly number[] | null, text = '', agencyId = agency.id) =>
    places.search({ agencyId, cities: ['Copenhagen'], near: null, text, embedding, limit: 10 });

  beforeAll(async () => {
    for (const { id, name, sender } of [agency, other])
      await db.query('insert into bauhaus.agencies (id, name, sender) values ($1, $2, $3)', [
        id,
        name,
        sender,
      ]);
    for (const [name, rating] of [
      ['Tivoli', 4],
      ['Noma', 5],
      ['Louisiana', 3],
      ['Nyhavn', 2],
    ] as const)
      await places.add(agency.id, PlaceInput.parse({ name, city: 'Copenhagen', rating }));
    const fresh = await places.withoutEmbedding(agency.id, 10);
    expect(names(fresh).sort()).toEqual(['Louisiana', 'Nyhavn', 'Noma', 'Tivoli'].sort());
    const axes: Readonly<Record<string, number[]>> = {
      Tivoli: meaning(0),
      Noma: meaning(1),
      Louisiana: meaning(2, 0, 0.4),
    };
    await places.putEmbeddings(
      agency.id,
      (fresh ?? []).flatMap(({ id, name }) =>
        axes[name] ? [{ placeId: id, embedding: axes[name] }] : [],
      ),
    );
  }, 120_000);
  afterAll(async () => {
    await db.close();
  });

  it('come the nearest in meaning first, and those of no known meaning last', async () => {
    expect(names(await search(meaning(0)))).toEqual(['Tivoli', 'Louisiana', 'Noma', 'Nyhavn']);
    expect(names(await search(meaning(2)))[0]).toBe('Louisiana');
  });

  it('come by words where the meaning of the question is not known', async () => {
    expect(names(await search(null, 'Nyhavn'))[0]).toBe('Nyhavn');
  });

  it('have a meaning until they are written anew', async () => {
    expect(names(await places.withoutEmbedding(agency.id, 10))).toEqual(['Nyhavn']);
    const noma = (await places.list(agency.id, { limit: 10 })).find(({ name }) => name === 'Noma');
    await places.replace(
      agency.id,
      noma?.id ?? '',
      PlaceInput.parse({
        name: 'Noma',
        city: 'Copenhagen',
        rating: 5,
        description: 'fermented things',
      }),
    );
    expect(names(await places.withoutEmbedding(agency.id, 10)).sort()).toEqual(['Noma', 'Nyhavn']);
  });

  it('are nobody else’s, whatever the meaning', async () => {
    expect(await search(meaning(0), '', other.id)).toEqual([]);
    expect(await places.withoutEmbedding(other.id, 10)).toEqual([]);
  });

  it('have an index for meanings', async () => {
    const rows = await db.query(
      "select indexdef from pg_indexes where indexname = 'agency_places_embedding'",
    );
    expect(rows).toMatchObject([{ indexdef: expect.stringContaining('USING hnsw (embedding') }]);
  });
});
