/**
 * Airports sold under several IATA codes, or that changed theirs while tickets still show the old
 * one. The first code is the one that flights are named by.
 */
const sharedCodes: readonly (readonly [main: string, ...others: string[]])[] = [
  ['BSL', 'MLH', 'EAP'],
  ['BSZ', 'FRU'],
  ['NQZ', 'TSE'],
  ['PBI', 'DJT'],
  ['PKR', 'PHH'],
];

const mainCodeOf: ReadonlyMap<string, string> = new Map(
  sharedCodes.flatMap(([main, ...others]) => others.map((code) => [code, main] as const)),
);

/** The code by which an airport is known where it has several (RULES §1). */
export const mainCode = (iata: string): string => mainCodeOf.get(iata) ?? iata;

/** Whether two codes are one airport; no code is none. */
export const isSamePlace = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && mainCode(a) === mainCode(b);
