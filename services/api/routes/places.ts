import { z } from 'zod';
import { Place, PlaceInput } from '#shared/domain/place.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { readPlacesCsv } from '../domain/places-csv.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { pageOf } from '../views.ts';
import { csvImport } from './csv-import.ts';

const noPlace = () => new Problem('not-found', 'There is no such place.');
const duplicatePlace = (placeId: string) =>
  new Problem('duplicate-place', 'A place of the same name, address and city exists.', {
    extra: { placeId },
  });

/** The agency's collection of places, of which itineraries are made. */
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

  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/places',
        tag: 'Places',
        summary: 'List places',
        query: z.strictObject({
          city: z.string().trim().min(1).max(100).optional(),
          cursor: z.uuid().optional().describe('`next` of the previous page.'),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
        responses: { 200: { description: 'The places by city and name.', schema: pageOf(Place) } },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { city, cursor, limit } }) => {
        // One more than the page shows whether there is a next one.
        const rows = await places.list(caller.agencyId, {
          limit: limit + 1,
          ...(city && { city }),
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
        path: '/places',
        tag: 'Places',
        summary: 'Add a place',
        body: PlaceInput,
        example,
        responses: {
          201: { description: 'The place.', schema: Place, headers: { Location: 'Its address.' } },
        },
        problems: writeProblems,
      },
      async ({ caller, body }) => {
        const result = await places.add(caller.agencyId, body);
        if (result.kind === 'duplicate') throw duplicatePlace(result.placeId);
        return json(result.place, 201, { location: `/places/${result.place.id}` });
      },
    ),
    csvImport({
      path: '/places/import',
      tag: 'Places',
      summary: 'Import places from a CSV file',
      columns:
        '`name` and `city` are required; `type`, `country`, `address`, `lat`, `lng`, `rating`, ' +
        '`opening_hours`, `tags` (separated by `|`) and `description` are optional.',
      outcome: 'PlacesImported',
      idName: 'placeId',
      read: readPlacesCsv,
      add: async (agencyId, rows) =>
        (await places.addAll(agencyId, rows)).map((result) =>
          result.kind === 'duplicate' ? result.placeId : null,
        ),
    }),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/places/{id}',
        tag: 'Places',
        summary: 'Read a place',
        params,
        responses: { 200: { description: 'The place.', schema: Place } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const place = await places.place(caller.agencyId, id);
        if (!place) throw noPlace();
        return json(place);
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'PUT',
        path: '/places/{id}',
        tag: 'Places',
        summary: 'Replace a place',
        description: 'Absent fields get their defaults.',
        params,
        body: PlaceInput,
        example,
        responses: { 200: { description: 'The place as it is now.', schema: Place } },
        problems: [...writeProblems, 'not-found'],
      },
      async ({ caller, params: { id }, body }) => {
        const result = await places.replace(caller.agencyId, id, body);
        switch (result.kind) {
          case 'written':
            return json(result.place);
          case 'duplicate':
            throw duplicatePlace(result.placeId);
          case 'not-found':
            throw noPlace();
        }
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'DELETE',
        path: '/places/{id}',
        tag: 'Places',
        summary: 'Remove a place',
        description: 'Itineraries that contain it do not change.',
        params,
        responses: { 204: { description: 'Removed.' } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        if (!(await places.remove(caller.agencyId, id))) throw noPlace();
        return new Response(null, { status: 204 });
      },
    ),
  ];
};
