// cspell:ignore officedocument openxmlformats spreadsheetml
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api, Refusal, type Schemas, Unreached } from './client.ts';

/** A file of bookings, and what applying it would do. */
export type Import = Schemas['Import'];
/** A journey of an import, and its rows. */
export type ImportedJourney = Schemas['ImportedJourney'];
/** A row of an import: a passenger on a flight. */
export type ImportedRow = Schemas['ImportedRow'];
/** How a file is to be read instead. */
export type ImportCorrection = Schemas['ImportCorrection'];
/** What a column may say. */
export type ImportField = NonNullable<NonNullable<ImportCorrection['mapping']>[number]>;

/** Whether the API works on it, so that it is soon another. */
export const isWorking = ({ state }: Import): boolean =>
  state === 'reading' || state === 'applying' || state === 'undoing';

/** The imports of the last two weeks, the newest first. */
export const importsQuery = queryOptions({
  queryKey: ['import', 'list'],
  queryFn: () => answer(api.GET('/imports')),
});

const whileWorkingMs = 700;
/** No change of it is told. */
const otherwiseMs = 15_000;

/** An import as it stands, read again as long as it is worked on. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', 'one', id],
    queryFn: () => answer(api.GET('/imports/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) =>
      data && isWorking(data) ? whileWorkingMs : otherwiseMs,
  });

/** Which journeys of an import: those of a verdict, or what became of them. */
export const journeyFilters = {
  new: { verdict: 'new' },
  changed: { verdict: 'changed' },
  same: { verdict: 'same' },
  refused: { verdict: 'refused' },
  failed: { state: 'failed' },
  kept: { state: 'kept' },
} as const;
/** The name of a filter. */
export type JourneyFilter = keyof typeof journeyFilters;

/** The journeys of an import, in the order of the file. */
export const importedJourneysQuery = (id: string, filter: JourneyFilter | null) =>
  infiniteQueryOptions({
    queryKey: ['import', 'journeys', id, filter],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/imports/{id}/journeys', {
          params: {
            path: { id },
            query: {
              limit: 50,
              ...(filter && journeyFilters[filter]),
              ...(pageParam !== '' && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** Larger files are uploaded first. */
const mostBytes = 4_000_000;
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const upload = async (file: File): Promise<string> => {
  const { id, url } = await answer(api.POST('/imports/uploads'));
  const put = await fetch(url, { method: 'PUT', body: file }).catch((error: unknown) => {
    throw new Unreached(error);
  });
  if (!put.ok) throw new Refusal(put.status, {});
  return id;
};

/** Has a file read, or a text that was copied out of one. Books nothing. */
export const readBookings = async (from: File | string): Promise<Import> => {
  if (typeof from === 'string') return answer(api.POST('/imports', { body: { text: from } }));
  const fileName = from.name;
  if (from.size > mostBytes)
    return answer(api.POST('/imports', { body: { upload: await upload(from), fileName } }));
  return answer(
    api.POST('/imports', {
      params: { query: { fileName } },
      headers: { 'content-type': /\.xls[xm]$/i.test(fileName) ? workbook : 'text/csv' },
      body: { text: fileName },
      bodySerializer: () => from,
    }),
  );
};

const one = (id: string) => ({ params: { path: { id } } });
/** Has a file read otherwise. */
export const readAgain = (id: string, body: ImportCorrection): Promise<Import> =>
  answer(api.PATCH('/imports/{id}', { ...one(id), body }));
/** Books what is new and changes what is changed. */
export const applyImport = (id: string, body: Schemas['ImportApplication']): Promise<Import> =>
  answer(api.POST('/imports/{id}/apply', { ...one(id), body }));
/** Takes an import back. */
export const undoImport = (id: string): Promise<Import> =>
  answer(api.POST('/imports/{id}/undo', one(id)));
