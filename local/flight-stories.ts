import type pg from 'pg';
import { z } from 'zod';
import { flightKey, flightKeyParts } from '#shared/domain/flight.ts';
import { NewStoryItem } from '#shared/domain/flight-story.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { FlightOfDay } from '#shared/ports/flight-sandbox.ts';
import type { ToldItem } from './simulators/aeroapi/told-story.ts';

/** What was told of flights, kept over restarts. */
export interface FlightStories {
  all(): Promise<readonly { readonly flight: FlightOfDay; readonly told: readonly ToldItem[] }[]>;
  /** Replaces what was told of a flight. */
  keep(flight: FlightOfDay, told: readonly ToldItem[]): Promise<void>;
  /** Forgets the stories of flights whose date is before this one. */
  forgetBefore(date: string): Promise<void>;
}

const Rows = z.array(
  z.object({
    flight: z.string(),
    item: NewStoryItem.transform(({ item }) => item),
    at: Instant,
    told_at: Instant,
  }),
);

/** Keeps stories in the engine's schema. */
export const createFlightStories = (pool: pg.Pool): FlightStories => ({
  all: async () => {
    const { rows } = await pool.query(
      `select flight, item, to_json(at) #>> '{}' as at, to_json(told_at) #>> '{}' as told_at
         from engine.flight_stories order by flight, nth`,
    );
    const stories = Map.groupBy(Rows.parse(rows), ({ flight }) => flight);
    return [...stories].map(([key, items]) => ({
      flight: flightKeyParts(key),
      told: items.map(({ item, at, told_at }) => ({ item, at, toldAt: told_at })),
    }));
  },
  keep: async ({ designator, origin, destination, date }, told) => {
    const key = flightKey({ designator, origin, destination, date });
    // One statement, so that a kill leaves the story as it was or as it is.
    await pool.query(
      `with gone as (delete from engine.flight_stories where flight = $1 and nth >= $3)
       insert into engine.flight_stories (flight, nth, item, at, told_at)
       select $1, row_number() over () - 1, t.item, t.at, t.told_at
         from jsonb_to_recordset($2::jsonb) as t (item jsonb, at timestamptz, told_at timestamptz)
       on conflict (flight, nth) do update
         set item = excluded.item, at = excluded.at, told_at = excluded.told_at`,
      [
        key,
        JSON.stringify(told.map(({ item, at, toldAt }) => ({ item, at, told_at: toldAt }))),
        told.length,
      ],
    );
  },
  forgetBefore: async (date) => {
    await pool.query(`delete from engine.flight_stories where split_part(flight, '/', 3) < $1`, [
      date,
    ]);
  },
});
