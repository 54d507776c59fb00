import { epoch, hour } from './instant.ts';

/** Offsets that a zone has in a while, whatever the runtime believes. */
interface Amendment {
  readonly zones: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/**
 * What the tz database learnt too late for the runtimes this runs on: Node 24 has its edition
 * 2026c. With these, every zone agrees with edition 2026f for 2026 to 2028. An entry is done with
 * once every runtime has the edition it names.
 */
const amendments: readonly Amendment[] = [
  {
    // 2026d: the Northwest Territories stay on -06.
    zones: ['America/Inuvik'],
    from: epoch('2026-11-01T08:00:00.000Z'),
    to: Number.POSITIVE_INFINITY,
    offset: -6 * hour,
  },
  {
    // 2026e: Manitoba and the northwest of Ontario stay on -05.
    zones: ['America/Winnipeg', 'America/Rainy_River', 'Canada/Central'],
    from: epoch('2026-11-01T07:00:00.000Z'),
    to: Number.POSITIVE_INFINITY,
    offset: -5 * hour,
  },
  {
    // 2026f: Cuba keeps its summer time for a winter.
    zones: ['America/Havana', 'Cuba'],
    from: epoch('2026-11-01T05:00:00.000Z'),
    to: epoch('2027-11-07T05:00:00.000Z'),
    offset: -4 * hour,
  },
];

/** The offset of a zone at an instant where the runtime may have it wrong; null: as it says. */
export const amendedOffset = (epochMs: number, zone: string): number | null =>
  amendments.find(({ zones, from, to }) => zones.includes(zone) && epochMs >= from && epochMs < to)
    ?.offset ?? null;
