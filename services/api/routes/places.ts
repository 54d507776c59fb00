import { z } from 'zod';
import { Place, PlaceInput } from '#shared/domain/place.ts';
import { readSpreadsheet } from '../body.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { mostRows, readPlacesCsv } from '../domain/places-csv.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { pageOf } from '../views.ts';

/** A row of a thousand characters, two thousand times. */
const largestFile = 2_097_152;
const csvTypes = ['text/csv', 'application/csv', 'text/plain'];

const Imported = z
  .object({
    imported: z.int().describe('Rows that are now in the collection.'),
    duplicates: z
      .array(z.object({ line: z.int(), placeId: z.uuid() }))
      .describe('Rows that were there already, and were left as they are.'),
    errors: z
      .array(
        z.object({
          line: z.int(),
          column: z.string().nullable(),
          code: z.string(),
          message: z.string(),
        }),
      )
      .describe('Rows that were left out, by line of the file (the first line is 1) and column.'),
  })
  .meta({ id: 'PlacesImported', description: 'What became of each row of a file.' });

const noPlace = () => new Problem('not-found', 'There is no such place.');
const duplicate = (placeId: string) =>
  new Problem('duplicate-place', 'The same name, address and city is there already.', {
    extra: { placeId },
  });

/** The agency's collection of places, which itineraries are made of. */
export const placeRoutes = ({ places }: Pick<ApiDependencies, 'places'>): readonly Route[] => {
  const params = z.strictObject({ id: z.uuid() });
  const writeProblems = [
    'malformed-body',
    'duplicate-place',
    'body-too-large',
    'unsupported-media-type',
    'invalid-fields',
  ] as const;
  const example = {
    name: 'Tivoli',
    type: 'attraction',
    city: 'Copenhagen',
    country: 'DK',
    address: 'Vesterbrogade 3',
    tags: ['children', 'gardens'],
  };

  const importFile: Route = {
    method: 'POST',
    path: '/places/import',
    tag: 'Places',
    summary: 'Import places from a CSV file',
    description: `The first line names the columns: \`name\` and \`city\` are needed; \`type\`, \`country\`, \`address\`, \`lat\`, \`lng\`, \`rating\`, \`opening_hours\`, \`tags\` (separated by \`|\`) and \`description\` are known, in Spanish and Portuguese too. Commas, semicolons or tabs separate, or what a line \`sep=…\` above them says; the file is UTF-8, or Windows-1252 where it is not. Good rows are taken, whatever the others are; the same file again changes nothing. At most ${mostRows} rows.`,
    body: z.string().describe('The file.'),
    bodyTypes: csvTypes,
    answers: { 200: { description: 'What became of each row.', schema: Imported } },
    problems: ['malformed-body', 'body-too-large', 'unsupported-media-type'],
    secured: true,
    handle: async (c, caller) => {
      const { rows, errors } = readPlacesCsv(
        await readSpreadsheet(c.req.raw, largestFile, csvTypes),
      );
      const added = await places.addAll(
        caller.agencyId,
        rows.map(({ place }) => place),
      );
      const duplicates = added.flatMap((result, index) =>
        result.kind === 'duplicate' ? [{ line: rows[index]?.line, placeId: result.placeId }] : [],
      );
      return json({ imported: added.length - duplicates.length, duplicates, errors });
    },
  };

  return [
    agencyRoute(
      {
        method: 'GET',
        path: '/places',
        tag: 'Places',
        summary: 'List places',
        query: z.strictObject({
          city: z.string().trim().min(1).max(100).optional(),
          cursor: z.uuid().optional().describe('`next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
        answers: { 200: { description: 'The places by city and name.', schema: pageOf(Place) } },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { city, cursor, limit } }) => {
        const items = await places.list(caller.agencyId, {
          limit,
          ...(city && { city }),
          ...(cursor && { after: cursor }),
        });
        return json({ items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null });
      },
    ),
    agencyRoute(
      {
        method: 'POST',
        path: '/places',
        tag: 'Places',
        summary: 'Add a place',
        body: PlaceInput,
        example,
        answers: {
          201: { description: 'The place.', schema: Place, headers: { Location: 'Its address.' } },
        },
        problems: writeProblems,
      },
      async ({ caller, body }) => {
        const added = await places.add(caller.agencyId, body);
        if (added.kind === 'duplicate') throw duplicate(added.placeId);
        return json(added.place, 201, { location: `/places/${added.place.id}` });
      },
    ),
    importFile,
    agencyRoute(
      {
        method: 'GET',
        path: '/places/{id}',
        tag: 'Places',
        summary: 'Read a place',
        params,
        answers: { 200: { description: 'The place.', schema: Place } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const place = await places.place(caller.agencyId, id);
        if (!place) throw noPlace();
        return json(place);
      },
    ),
    agencyRoute(
      {
        method: 'PUT',
        path: '/places/{id}',
        tag: 'Places',
        summary: 'Replace a place',
        description: 'Fields that are absent go back to their defaults.',
        params,
        body: PlaceInput,
        example,
        answers: { 200: { description: 'The place as it is now.', schema: Place } },
        problems: [...writeProblems, 'not-found'],
      },
      async ({ caller, params: { id }, body }) => {
        const written = await places.replace(caller.agencyId, id, body);
        switch (written.kind) {
          case 'written':
            return json(written.place);
          case 'duplicate':
            throw duplicate(written.placeId);
          case 'not-found':
            throw noPlace();
        }
      },
    ),
    agencyRoute(
      {
        method: 'DELETE',
        path: '/places/{id}',
        tag: 'Places',
        summary: 'Remove a place',
        description: 'Itineraries that were made with it stay as they are.',
        params,
        answers: { 204: { description: 'It is gone.' } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        if (!(await places.remove(caller.agencyId, id))) throw noPlace();
        return new Response(null, { status: 204 });
      },
    ),
  ];
};
