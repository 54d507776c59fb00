import { liveThrough } from '#services/flight-tracker/test/world.ts';
import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { flightKey } from '#shared/domain/flight.ts';
import {
  between,
  earliest,
  epoch,
  hour,
  type Instant,
  instant,
  latest,
  minute,
  plus,
} from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import { type FlightTimeline, recordsAt } from '#shared/testing/flight-timelines.ts';
import { changesOf, type News, newsOf } from './news.ts';

/** How a policy lived through one timeline: what it paid, and how long each piece of news took. */
export interface Run {
  readonly lookups: number;
  readonly pushes: number;
  readonly delays: readonly { readonly kind: News['kind']; readonly ms: number }[];
}

/** A way of deciding when to look. */
export interface Policy {
  readonly name: string;
  live(timeline: FlightTimeline): Promise<Run>;
}

/** What never came to light counts as found a day later. */
const neverSeen = 24 * hour;
const lastMoment = (timeline: FlightTimeline): Instant =>
  plus(latest(timeline.departure, ...changesOf(timeline)) ?? timeline.departure, 12 * hour);
const delaysOf = (
  timeline: FlightTimeline,
  seenAt: (news: News) => Instant | null,
): Run['delays'] =>
  newsOf(timeline).map((news) => {
    const at = seenAt(news);
    return { kind: news.kind, ms: at === null ? neverSeen : between(news.at, at) };
  });

const followed = (timeline: FlightTimeline, at: Instant): AeroFlight | undefined => {
  const records = recordsAt(timeline.flights, at);
  return records.find((r) => !r.cancelled) ?? records[0];
};
const hasLanded = (r: AeroFlight | undefined): boolean =>
  r?.actual_on != null || r?.actual_in != null;

/** A policy that only looks, and believes the first reading; `next` answers null where it has finished. */
const looking = (
  name: string,
  first: (t: FlightTimeline) => Instant,
  next: (now: Instant, r: AeroFlight | undefined, t: FlightTimeline) => Instant | null,
  tickMs = 1,
): Policy => ({
  name,
  async live(timeline) {
    const looks: Instant[] = [];
    const end = lastMoment(timeline);
    for (
      let at: Instant | null = latest(first(timeline), timeline.bookedAt);
      at !== null && at <= end;
    ) {
      const tick: Instant = instant(Math.ceil(epoch(at) / tickMs) * tickMs);
      looks.push(tick);
      at = next(tick, followed(timeline, tick), timeline);
    }
    return {
      lookups: looks.length,
      pushes: 0,
      delays: delaysOf(timeline, (news) => looks.find((at) => at >= news.at) ?? null),
    };
  },
});

/** Until when a policy that never finds a landing goes on looking: a cancelled flight is watched for six hours. */
const watchEnds = (now: Instant, t: FlightTimeline): boolean => now >= plus(t.departure, 6 * hour);

/**
 * The predecessor's rule without its defects: no look is wasted on a finished flight. With 0 it acts at exact instants, which is its rule at its
 * best; in fact its scheduler woke every five minutes.
 */
export const predecessor = (tickMinutes: number): Policy =>
  looking(
    tickMinutes === 0 ? 'predecessor' : `predecessor, ${tickMinutes}-minute ticks`,
    (t) => plus(t.departure, -6 * hour),
    (now, r, t) => {
      if (hasLanded(r) || (r?.cancelled && watchEnds(now, t))) return null;
      const departure = r?.actual_out ?? r?.estimated_out ?? t.departure;
      const left = between(now, departure);
      if (left > 6 * hour) return plus(departure, -6 * hour);
      if (left > 4 * hour) return plus(now, 2 * hour);
      if (left > 1 * hour) return plus(now, 40 * minute);
      if (left > 0) return plus(now, 15 * minute);
      const eta = r?.estimated_on ?? null;
      if (eta !== null && now < plus(eta, 30 * minute)) return latest(eta, plus(now, 5 * minute));
      return plus(now, eta === null ? 30 * minute : 2 * hour);
    },
    Math.max(1, tickMinutes * minute),
  );

/** Every so many minutes from so many hours before departure to the landing. */
export const fixed = (everyMinutes: number, fromHours: number): Policy =>
  looking(
    `fixed ${everyMinutes} min from T-${fromHours}h`,
    (t) => plus(t.departure, -fromHours * hour),
    (now, r, t) =>
      hasLanded(r) || (r?.cancelled && watchEnds(now, t)) ? null : plus(now, everyMinutes * minute),
  );

/** The real flight tracker, its policy and its confirmations included; what counts is the moment it announces. */
export const ours = (options: { readonly pushes: boolean }): Policy => ({
  name: options.pushes ? 'ours with pushes' : 'ours',
  async live(timeline) {
    const {
      flightNumber: designator,
      originIata: origin,
      destinationIata: destination,
      originZone,
      destinationZone,
      departure,
      bookedAt,
    } = timeline;
    const key = flightKey({
      designator,
      origin,
      destination,
      date: localDate(departure, originZone),
    });
    const life = await liveThrough(
      key,
      [{ bookedAt, departure, originZone, destinationZone }],
      {
        recordsAt: (at) => recordsAt(timeline.flights, at),
        ...(options.pushes ? { changes: changesOf(timeline), pushLatencyMs: pushLatencyMs } : {}),
      },
      lastMoment(timeline),
    );
    const readings = [...life.looks, ...life.pushes].sort();
    const phases = life.records.flatMap((r) =>
      r.facts ? [{ at: r.at, phase: r.facts.phase }] : [],
    );
    return {
      lookups: life.looks.length,
      pushes: life.pushes.length,
      delays: delaysOf(timeline, ({ kind, at }) => {
        if (kind === 'gate') return life.looks.find((look) => look >= at) ?? null;
        if (kind === 'cancelled') {
          // Where it was taken back before anybody looked, the look that finds it flying leaves nothing to tell.
          const back = newsOf(timeline).find((n) => n.kind === 'reinstated' && n.at > at)?.at;
          return (
            phases.find(
              (p) =>
                p.at >= at && (p.phase === 'cancelled' || (back !== undefined && p.at >= back)),
            )?.at ?? null
          );
        }
        if (kind === 'reinstated')
          return phases.find((p) => p.at >= at && p.phase !== 'cancelled')?.at ?? null;
        return earliest(...readings.filter((reading) => reading >= at).slice(0, 1));
      }),
    };
  },
});

/** How long a push is taken to travel. */
export const pushLatencyMs = 20_000;
