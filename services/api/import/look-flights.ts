import { setTimeout as sleep } from 'node:timers/promises';
import { hour } from '#shared/domain/instant.ts';
import type { FlightData, FlightLookup } from '#shared/ports/flight-data.ts';
import type { looksAt, SeenFlights } from '../domain/import/seen-flights.ts';

/** What a reading may ask for; each look may cost money. */
const mostLooks = 60;
const looksAtOnce = 6;
/** What a reading waits for: what is not answered by then stays as it was not looked up. */
const patienceMs = 3_000;
/** Schedules change seldom: the same file within hours asks for nothing again. */
const maxAgeMs = 6 * hour;

/**
 * Looks flights up, so many and so long as a reading may wait, the first departures first. A
 * service that refuses or fails is asked for no other.
 * @throws BauhausError when the database, through which looks are shared, does not answer.
 */
export const lookFlights = async (
  flights: FlightData,
  looks: ReturnType<typeof looksAt>,
  pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { ref: false }),
): Promise<SeenFlights> => {
  const seen = new Map<string, FlightLookup>();
  const waiting = looks.slice(0, mostLooks);
  let isOver = false;
  const lookOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !isOver; next = waiting.shift()) {
      const lookup = await flights.look(next.query, { maxAgeMs });
      const isAnswer = lookup.kind === 'found' || lookup.kind === 'not-found';
      if (isAnswer && !isOver) seen.set(next.key, lookup);
      isOver ||= !isAnswer;
    }
  };
  if (waiting.length > 0)
    await Promise.race([
      Promise.all(Array.from({ length: looksAtOnce }, lookOn)),
      pause(patienceMs),
    ]);
  isOver = true;
  return seen;
};
