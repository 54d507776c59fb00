import { z } from 'zod';
import { KnowledgeEntry, KnowledgeInput } from '#shared/domain/knowledge.ts';
import { answersFrom } from '#shared/domain/knowledge-match.ts';
import { Language } from '#shared/domain/trip.ts';
import { findKnowledge } from '#shared/find-knowledge.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { maxRows } from '../domain/csv-table.ts';
import { knowledgeCsv, readKnowledgeCsv } from '../domain/knowledge-csv.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { listOf, pageOf } from '../views.ts';
import { csvImport } from './csv-import.ts';
import { singleLine } from './filters.ts';

/** Entries that are read at once for a file. */
const pageOfExport = 500;

const noEntry = () => new Problem('not-found', 'There is no such entry.');
const duplicateEntry = (entryId: string) =>
  new Problem('duplicate-knowledge', 'That question has an answer for the same travellers.', {
    extra: { entryId },
  });

const FoundEntry = z
  .object({
    entry: KnowledgeEntry,
    score: z.number().describe('From 0 to 1.'),
    answers: z.boolean().describe(`Whether it is quoted to the traveller: from ${answersFrom} on.`),
    answer: z.object({ language: Language, text: z.string() }),
  })
  .meta({ id: 'FoundKnowledge', description: 'An entry, and how well it answers a question.' });

/** What the agency answers to questions, which the assistant quotes. */
export const knowledgeRoutes = ({
  knowledge,
}: Pick<ApiDependencies, 'knowledge'>): readonly Route[] => {
  const params = z.strictObject({ id: z.uuid() });
  const writeProblems = [
    'malformed-body',
    'duplicate-knowledge',
    'body-too-large',
    'unsupported-media-type',
    'invalid-fields',
  ] as const;
  const example = {
    question: '¿Puedo viajar con mi mascota?',
    answers: {
      es: 'Perros y gatos de hasta 8 kg viajan en la cabina; avisanos diez días antes.',
      en: 'Dogs and cats of up to 8 kg travel in the cabin; tell us ten days before.',
    },
    airline: 'AR',
  };

  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/knowledge',
        tag: 'Knowledge',
        summary: 'List what the agency answers',
        query: z.strictObject({
          cursor: z.uuid().optional().describe('`next` of the previous page.'),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
        responses: {
          200: { description: 'The entries by question.', schema: pageOf(KnowledgeEntry) },
        },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { cursor, limit } }) => {
        // One more than the page shows whether there is a next one.
        const rows = await knowledge.list(caller.agencyId, {
          limit: limit + 1,
          ...(cursor && { after: cursor }),
        });
        const items = rows.slice(0, limit);
        return json({ items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null });
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/knowledge',
        tag: 'Knowledge',
        summary: 'Add a question and its answer',
        description:
          'Where a traveller asks what no trip says and this question is the same, the answer is ' +
          'sent as it is written, in their language or else in one that it has.',
        body: KnowledgeInput,
        example,
        responses: {
          201: {
            description: 'The entry.',
            schema: KnowledgeEntry,
            headers: { Location: 'Its address.' },
          },
        },
        problems: writeProblems,
      },
      async ({ caller, body }) => {
        const [result] = await knowledge.addAll(caller.agencyId, [body]);
        if (result?.kind !== 'written') throw duplicateEntry(result?.entryId ?? '');
        return json(result.entry, 201, { location: `/knowledge/${result.entry.id}` });
      },
    ),
    csvImport({
      path: '/knowledge/import',
      tag: 'Knowledge',
      summary: 'Import questions and answers from a CSV file',
      columns:
        '`question` is required, and of `answer_es`, `answer_en` and `answer_pt` one; `airline`, ' +
        '`destination` and `hotel` are optional.',
      outcome: 'KnowledgeImported',
      idName: 'entryId',
      read: readKnowledgeCsv,
      add: async (agencyId, rows) =>
        (await knowledge.addAll(agencyId, rows)).map((result) =>
          result.kind === 'duplicate' ? result.entryId : null,
        ),
    }),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/knowledge/export',
        tag: 'Knowledge',
        summary: 'Export questions and answers as a CSV file',
        description:
          'All entries, in the form that `POST /knowledge/import` reads, ' +
          `which takes ${maxRows} rows at a time.`,
        responses: {
          200: { description: 'The file.', contentType: 'text/csv', schema: z.string() },
        },
        problems: [],
      },
      async ({ caller }) => {
        const entries: KnowledgeEntry[] = [];
        for (let page: readonly KnowledgeEntry[] | null = null; page?.length !== 0; ) {
          const after = entries.at(-1)?.id;
          page = await knowledge.list(caller.agencyId, {
            limit: pageOfExport,
            ...(after !== undefined && { after }),
          });
          entries.push(...page);
        }
        // The mark at the start makes spreadsheets read it as UTF-8.
        return new Response(`\uFEFF${knowledgeCsv(entries)}`, {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': 'attachment; filename="knowledge.csv"',
          },
        });
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/knowledge/search',
        tag: 'Knowledge',
        summary: 'Ask as a traveller would',
        description:
          'What would be quoted to whoever asks this, and what comes near, by words alone; with ' +
          'a language model the assistant finds answers by their meaning too.',
        query: z.strictObject({
          text: singleLine(500).describe('The question.'),
          language: Language.default('es'),
          airline: singleLine(10).optional().describe('A code or a flight number.'),
          destination: singleLine(100).optional().describe('An airport’s code or a city.'),
          hotel: singleLine(160).optional(),
        }),
        responses: {
          200: { description: 'At most five, best first.', schema: listOf(FoundEntry) },
        },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { text, language, airline, destination, hotel } }) =>
        json({
          items: await findKnowledge({ knowledge, embedder: null }, caller.agencyId, text, {
            airline: airline ?? null,
            destination: destination ?? null,
            hotel: hotel ?? null,
            language,
          }),
        }),
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/knowledge/{id}',
        tag: 'Knowledge',
        summary: 'Read an entry',
        params,
        responses: { 200: { description: 'The entry.', schema: KnowledgeEntry } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const entry = await knowledge.entry(caller.agencyId, id);
        if (!entry) throw noEntry();
        return json(entry);
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'PUT',
        path: '/knowledge/{id}',
        tag: 'Knowledge',
        summary: 'Replace an entry',
        description: 'Absent fields get their defaults.',
        params,
        body: KnowledgeInput,
        example,
        responses: { 200: { description: 'The entry as it is now.', schema: KnowledgeEntry } },
        problems: [...writeProblems, 'not-found'],
      },
      async ({ caller, params: { id }, body }) => {
        const result = await knowledge.replace(caller.agencyId, id, body);
        switch (result.kind) {
          case 'written':
            return json(result.entry);
          case 'duplicate':
            throw duplicateEntry(result.entryId);
          case 'not-found':
            throw noEntry();
        }
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'DELETE',
        path: '/knowledge/{id}',
        tag: 'Knowledge',
        summary: 'Remove an entry',
        params,
        responses: { 204: { description: 'Removed.' } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        if (!(await knowledge.remove(caller.agencyId, id))) throw noEntry();
        return new Response(null, { status: 204 });
      },
    ),
  ];
};
