import { between, day, epoch, type Instant, instant, plus } from '#shared/domain/instant.ts';
import { localDate, parseDeparture } from '#shared/domain/local-time.ts';

/** Who leaves sooner is not kept waiting for a confirmation. */
const soonMs = 2 * day;
/** Welcomes that are spread go out between ten and six, where the agency is. */
const firstHour = 10;
const hours = 8;

const two = (number: number): string => String(number).padStart(2, '0');

/**
 * When the nth of so many journeys is confirmed, where they are spread over days; null: at once.
 * The first departures come first.
 */
export const confirmedFrom = (
  { nth, of }: { readonly nth: number; readonly of: number },
  options: {
    readonly spreadDays: number;
    readonly departure: Instant;
    readonly zone: string;
    readonly now: Instant;
  },
): Instant | null => {
  const { spreadDays, departure, zone, now } = options;
  const place = (spreadDays * nth) / Math.max(1, of);
  const days = Math.floor(place);
  const minutes = Math.floor((place - days) * hours * 60);
  const date = localDate(instant(epoch(now) + days * day), zone);
  const clock = `${two(firstHour + Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const parsed = parseDeparture(`${date}T${clock}`, zone);
  if (spreadDays === 0 || parsed.kind !== 'instant' || parsed.at <= now) return null;
  return between(parsed.at, departure) < soonMs || parsed.at > plus(now, (spreadDays + 1) * day)
    ? null
    : parsed.at;
};
