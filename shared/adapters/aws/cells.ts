import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import type { CellConfiguration } from '#shared/config.ts';
import { agencyOfSource } from './queue-message.ts';

/*
 * A cell is a Supabase project with the agencies whose home it is. Functions, bus and queues are
 * shared: each function has what it works with once for each cell, and what arrives goes to its
 * own.
 */

/** The functions of all cells, the first of which is the home of every agency that has no other. */
export interface Cells<H> {
  readonly all: readonly H[];
  of(agencyId: string): H;
  /** The one of that name; the first where there is none, or none is named. */
  named(name: string | null): H;
}

/** Gives each cell what `build` makes for it; null is the first, which is not listed. */
export const openCells = <H>(
  listed: readonly CellConfiguration[],
  build: (cell: CellConfiguration | null) => H,
): Cells<H> => {
  const own = build(null);
  const others = new Map(listed.map((cell) => [cell.name, build(cell)]));
  const homes = new Map(
    listed.flatMap(({ name, agencies }) => agencies.map((agencyId) => [agencyId, name])),
  );
  const named = (name: string | null): H => (name === null ? own : (others.get(name) ?? own));
  return {
    all: [own, ...others.values()],
    of: (agencyId) => named(homes.get(agencyId) ?? null),
    named,
  };
};

/** How a call of a function finds its cell; `C` is the context of the call. */
export type Dispatch<E, R> = <C>(
  cells: Cells<(event: E, context: C) => Promise<R>>,
) => (event: E, context: C) => Promise<R>;

const resourcePrefix = 'cell/';
/** What the bus carries beside the event of a cell that is not the first. */
export const cellResources = (cell: string | null): string[] =>
  cell === null ? [] : [`${resourcePrefix}${cell}`];
/** A message to a queue, which says what cell it is from where that is not the first. */
export const withCell = (message: object, cell: string | null): object =>
  cell === null ? message : { ...message, cell };

/** What of a message's body names its agency, or else the cell that it comes from. */
const Addressed = z.object({
  source: z.string().nullable().catch(null),
  resources: z.array(z.string()).catch([]),
  detail: z.object({ agencyId: z.string().nullable().catch(null) }).catch({ agencyId: null }),
  wake: z.object({ agencyId: z.string() }).nullable().catch(null),
  agencyId: z.string().nullable().catch(null),
  cell: z.string().nullable().catch(null),
});

const cellOf = <H>({ body }: SQSRecord, cells: Cells<H>): H => {
  let raw: unknown = null;
  try {
    raw = JSON.parse(body);
  } catch {
    // Unreadable for every cell: the first one says so.
  }
  const { data } = Addressed.safeParse(raw);
  if (!data) return cells.named(null);
  const { source, resources, detail, wake, agencyId, cell } = data;
  const agency = agencyOfSource(source) ?? detail.agencyId ?? wake?.agencyId ?? agencyId;
  if (agency !== null) return cells.of(agency);
  const resource = resources.find((each) => each.startsWith(resourcePrefix));
  return cells.named(resource?.slice(resourcePrefix.length) ?? cell);
};

const failuresOf = (answers: readonly SQSBatchResponse[]): SQSBatchResponse => ({
  batchItemFailures: [
    ...new Map(
      answers.flatMap(({ batchItemFailures }) =>
        batchItemFailures.map((failure) => [failure.itemIdentifier, failure]),
      ),
    ).values(),
  ],
});

/**
 * Messages go to the cell of their agency; those of flights, which have none, to the cell that they
 * come from.
 */
export const toItsCell: Dispatch<SQSEvent, SQSBatchResponse> =
  (cells) =>
  async ({ Records }, context) => {
    const parts = Map.groupBy(Records, (record) => cellOf(record, cells));
    return failuresOf(
      await Promise.all(
        [...parts].map(([handle, records]) => handle({ Records: records }, context)),
      ),
    );
  };

/** Messages that are for all cells, or for one of which nobody knows which: others do nothing. */
export const toEveryCell: Dispatch<SQSEvent, SQSBatchResponse> =
  (cells) => async (event, context) =>
    failuresOf(await Promise.all(cells.all.map((handle) => handle(event, context))));

/**
 * Requests go to one cell after the other until one knows who asks or what is asked for; where none
 * does, the first has answered.
 */
export const toTheCellThatKnows =
  <E, R>(isUnknown: (event: E, answer: R) => boolean): Dispatch<E, R> =>
  (cells) =>
  async (event, context) => {
    const first = await cells.named(null)(event, context);
    if (!isUnknown(event, first)) return first;
    for (const handle of cells.all.slice(1)) {
      const answer = await handle(event, context);
      if (!isUnknown(event, answer)) return answer;
    }
    return first;
  };
