// cspell:ignore destino fecha
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { guessedMapping } from '#services/api/domain/import/columns.ts';
import { fileOf } from '#services/api/domain/import/file.ts';
import { createImportIntake, importStores } from '#services/api/import/import-intake.ts';
import { readSheetText } from '#services/api/import/spreadsheet.ts';
import { systemClock } from '#shared/composition/system.ts';
import type { BookingImport } from '#shared/domain/booking-import.ts';
import { day, plus } from '#shared/domain/instant.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';
import { createBenchFlights } from './throughput/flights.ts';
import { createHarness } from './throughput/harness.ts';

/**
 * `npm run bench:import`: a file of 5,000 rows (1,250 bookings of two people, there and back) until
 * it is read, applied, read again, and taken back. A dry run is to take less than ten seconds.
 */
const bookings = 1_250;
const limitMs = 10_000;

const now = new Date().toISOString();
const dateOf = (n: number, after: number): string =>
  plus(now, (1 + (n % 60) + after) * day).slice(0, 10);
const rowsOf = (n: number): readonly string[] =>
  ['RUIZ/ANA MRS', 'RUIZ/LEO MR'].flatMap((name) => {
    const who = [`P${n}`, name, `+54911${55_000_000 + n}`];
    return [
      [...who, `AR${1000 + (n % 900)}`, 'AEP', 'BRC', dateOf(n, 0), '07:15'].join(';'),
      [...who, `AR${2000 + (n % 900)}`, 'BRC', 'AEP', dateOf(n, 7), '18:40'].join(';'),
    ];
  });
const text = [
  'pnr;pax;tel;vuelo;origen;destino;fecha;hora',
  ...Array.from({ length: bookings }, (_, n) => rowsOf(n)).flat(),
].join('\n');

/** As slow as AeroAPI is: what can be seen is looked up within the time of the dry run. */
const flights: FlightData = {
  look: async () => {
    await sleep(200);
    return { kind: 'not-found', at: now };
  },
};

const harness = await createHarness(createBenchFlights(now));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
try {
  const { store, agencies } = harness;
  const agencyId = agencies[0]?.id ?? '';
  const workOnImport = createImportIntake({ ...importStores(store), flights, clock: systemClock });
  const actor = { kind: 'key', id: null, name: 'bench' } as const;
  const base = { version: 1, time: now, agencyId, tripId: null, causationId: null } as const;

  /** Works until nothing is left, and says how long that took. */
  const work = async (what: string, { id }: BookingImport): Promise<number> => {
    const start = performance.now();
    for (;;) {
      const event = { ...base, id: randomUUID(), correlationId: id };
      await workOnImport({ ...event, type: 'ImportWorkRequested', data: { importId: id } });
      const after = await store.imports.get(agencyId, id);
      if (after && ['ready', 'applied', 'undone'].includes(after.state)) break;
    }
    const ms = performance.now() - start;
    console.log(`${what}: ${(ms / 1000).toFixed(1)} s`);
    return ms;
  };
  const read = async (what: string): Promise<{ readonly id: string; readonly ms: number }> => {
    const start = performance.now();
    const sheet = readSheetText(text);
    if (!sheet.ok) throw new Error(sheet.code);
    const table = {
      fileName: null,
      header: [...sheet.header],
      records: sheet.records.map(({ line, fields }) => ({ line, fields: [...fields] })),
      reading: { mapping: [...guessedMapping(sheet.header)], dateOrder: null, corrections: [] },
    };
    const created = await store.imports.create({
      agencyId,
      id: randomUUID(),
      table,
      file: fileOf(table),
      rowCount: sheet.records.length,
      actor,
      now,
    });
    const writtenMs = performance.now() - start;
    return { id: created.id, ms: writtenMs + (await work(what, created)) };
  };
  const begin = async (id: string, to: 'applying' | 'undoing'): Promise<BookingImport> => {
    const from = [to === 'applying' ? ('ready' as const) : ('applied' as const)];
    const welcome = 'none';
    const begun = await store.imports.begin({ agencyId, id, from, to, welcome, actor, now });
    if (!begun) throw new Error('the import is in another state');
    return begun;
  };

  console.log(`${bookings * 4} rows, ${bookings} bookings, ${(text.length / 1000).toFixed(0)} kB`);
  const first = await read('dry run');
  await work('applied', await begin(first.id, 'applying'));
  const second = await read('dry run of the same file again');
  await work('taken back', await begin(first.id, 'undoing'));
  const slowest = Math.max(first.ms, second.ms);
  if (slowest > limitMs) {
    console.log(`OVER ${limitMs} ms: ${slowest.toFixed(0)} ms`);
    process.exitCode = 1;
  }
} finally {
  await harness.close();
}
