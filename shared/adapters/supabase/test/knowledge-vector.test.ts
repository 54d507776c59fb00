import { randomUUID } from 'node:crypto';
import { KnowledgeInput } from '#shared/domain/knowledge.ts';
import { findKnowledge } from '#shared/find-knowledge.ts';
import { type Embedder, embeddingLength } from '#shared/ports/embedder.ts';
import { anAgency } from '#shared/testing/builders.ts';
import { vectorPostgres } from '#shared/testing/vector-postgres.ts';
import { createKnowledge } from '../knowledge.ts';

/** Texts whose meanings are one, whatever their words. */
const meanings = [
  ['¿Puedo viajar con mascotas?', 'may Rex come along?'],
  ['¿El hotel tiene pileta?', 'kann man dort schwimmen?'],
];

describe('knowledge where the database has vectors', () => {
  const db = vectorPostgres();
  const knowledge = createKnowledge(db.rpc, randomUUID);
  const agency = anAgency();
  const embedded: string[] = [];
  const embedder: Embedder = {
    embed: async ({ texts }) => {
      embedded.push(...texts);
      return texts.map((text) => {
        const axis = meanings.findIndex((same) => same.includes(text));
        return Array.from({ length: embeddingLength }, (_, i) =>
          i === (axis < 0 ? embeddingLength - 1 : axis) ? 1 : 0,
        );
      });
    },
  };
  const find = (text: string) =>
    findKnowledge({ knowledge, embedder }, agency.id, text, {
      airline: null,
      destination: null,
      hotel: null,
      language: 'es',
    });

  beforeAll(async () => {
    await db.query('insert into bauhaus.agencies (id, name, sender) values ($1, $2, $3)', [
      agency.id,
      agency.name,
      agency.sender,
    ]);
    await knowledge.addAll(
      agency.id,
      meanings.map(([question]) => KnowledgeInput.parse({ question, answers: { es: 'Sí.' } })),
    );
  }, 120_000);
  afterAll(async () => {
    await db.close();
  });

  it('answers what means the same, and embeds each question once', async () => {
    expect(await find('may Rex come along?')).toMatchObject([
      { entry: { question: meanings[0]?.[0] }, score: 1, answers: true },
      { answers: false },
    ]);
    embedded.length = 0;
    expect((await find('kann man dort schwimmen?'))[0]).toMatchObject({
      entry: { question: meanings[1]?.[0] },
      answers: true,
    });
    expect(embedded).toEqual(['kann man dort schwimmen?']);
  });

  it('answers nothing else by them', async () => {
    expect((await find('lorem ipsum')).some(({ answers }) => answers)).toBe(false);
  });

  it('does not go by the meaning of a question that was written anew', async () => {
    const [entry] = (await find('may Rex come along?')).map((found) => found.entry);
    if (!entry) throw new Error('there is an entry');
    const { id, ...input } = entry;
    await knowledge.replace(agency.id, id, { ...input, question: '¿Hay estacionamiento?' });
    expect((await knowledge.withoutEmbedding(agency.id, 10))?.map((one) => one.id)).toEqual([id]);
    expect((await find('may Rex come along?')).some(({ answers }) => answers)).toBe(false);
  });

  it('does not take the meaning of a question for that of the one written meanwhile', async () => {
    const [added] = await knowledge.addAll(agency.id, [
      KnowledgeInput.parse({ question: '¿Hay gimnasio?', answers: { es: 'Sí.' } }),
    ]);
    if (added?.kind !== 'written') throw new Error('the entry was not written');
    const { id, ...input } = added.entry;
    const embedding = Array.from({ length: embeddingLength }, () => 1);
    await knowledge.replace(agency.id, id, { ...input, question: '¿Hay sauna?' });
    const put = (question: string) =>
      knowledge.putEmbeddings(agency.id, [{ entryId: id, question, embedding }]);
    const missing = async () =>
      (await knowledge.withoutEmbedding(agency.id, 10))?.map((one) => one.question);
    await put('¿Hay gimnasio?');
    expect(await missing()).toContain('¿Hay sauna?');
    await put('¿Hay sauna?');
    expect(await missing()).not.toContain('¿Hay sauna?');
  });

  it('looks among what holds for the traveller, however much else is nearer', async () => {
    const pools = Array.from({ length: 70 }, (_, i) =>
      KnowledgeInput.parse({
        question: '¿El hotel tiene pileta?',
        hotel: `Hotel ${i}`,
        answers: { es: `La del hotel ${i}.` },
      }),
    );
    await knowledge.addAll(agency.id, pools);
    for (;;) {
      const missing = (await knowledge.withoutEmbedding(agency.id, 100)) ?? [];
      if (missing.length === 0) break;
      const vectors = await embedder.embed({
        agencyId: agency.id,
        texts: missing.map(({ question }) => question),
      });
      await knowledge.putEmbeddings(
        agency.id,
        missing.map(({ id, question }, i) => ({
          entryId: id,
          question,
          embedding: vectors?.[i] ?? [],
        })),
      );
    }
    for (const i of [0, 35, 69]) {
      const [best] = await findKnowledge(
        { knowledge, embedder },
        agency.id,
        'kann man dort schwimmen?',
        { airline: null, destination: null, hotel: `Hotel ${i}`, language: 'es' },
      );
      expect([best?.answers, best?.entry.hotel ?? null]).toEqual([true, `Hotel ${i}`]);
    }
  });
});
