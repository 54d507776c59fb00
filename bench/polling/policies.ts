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

/** A policy's run over one timeline: its requests, and the delay in ms of each piece of news. */
export interface PolicyRun {
  readonly lookups: number;
  readonly pushes: number;
  readonly delays: readonly {
    readonly kind: News['kind'];
    readonly at: Instant;
    readonly ms: number;
  }[];
}

/** A way to decide when to look. */
export interface Policy {
  readonly name: string;
  run(timeline: FlightTimeline): Promise<PolicyRun>;
}

/** News that is never seen counts as seen a day later. */
const unseenDelayMs = 24 * hour;
const endOf = (timeline: FlightTimeline): Instant =>
  plus(latest(timeline.departure, ...changesOf(timeline)) ?? timeline.departure, 12 * hour);
const delaysOf = (
  timeline: FlightTimeline,
  seenAt: (news: News) => Instant | null,
): PolicyRun['delays'] =>
  newsOf(timeline).map((news) => {
    const at = seenAt(news);
    return { kind: news.kind, at: news.at, ms: at === null ? unseenDelayMs : between(news.at, at) };
  });

const recordAt = (timeline: FlightTimeline, at: Instant): AeroFlight | undefined => {
  const records = recordsAt(timeline.flights, at);
  return records.find((r) => !r.cancelled) ?? records[0];
};
const hasLanded = (r: AeroFlight | undefined): boolean =>
  r?.actual_on != null || r?.actual_in != null;

/** A policy that only looks and believes the first reading; `next` answers null at its end. */
const lookingPolicy = (
  name: string,
  first: (t: FlightTimeline) => Instant,
  next: (now: Instant, r: AeroFlight | undefined, t: FlightTimeline) => Instant | null,
  tickMs = 1,
): Policy => ({
  name,
  async run(timeline) {
    const looks: Instant[] = [];
    const end = endOf(timeline);
    for (
      let at: Instant | null = latest(first(timeline), timeline.bookedAt);
      at !== null && at <= end;
    ) {
      const tick: Instant = instant(Math.ceil(epoch(at) / tickMs) * tickMs);
      looks.push(tick);
      at = next(tick, recordAt(timeline, tick), timeline);
    }
    return {
      lookups: looks.length,
      pushes: 0,
      delays: delaysOf(timeline, (news) => looks.find((at) => at >= news.at) ?? null),
    };
  },
});

/** A cancelled flight, which never lands, is looked at until six hours after its departure. */
const isWatchOver = (now: Instant, t: FlightTimeline): boolean =>
  now >= plus(t.departure, 6 * hour);

/**
 * The predecessor's rule without its looks at finished flights. Its scheduler woke every five
 * minutes; `tickMinutes` 0 looks at the exact instants instead, which is the rule at its best.
 */
export const predecessor = (tickMinutes: number): Policy =>
  lookingPolicy(
    tickMinutes === 0 ? 'predecessor' : `predecessor, ${tickMinutes}-minute ticks`,
    (t) => plus(t.departure, -6 * hour),
    (now, r, t) => {
      if (hasLanded(r) || (r?.cancelled && isWatchOver(now, t))) return null;
      const departure = r?.actual_out ?? r?.estimated_out ?? t.departure;
      const remainingMs = between(now, departure);
      if (remainingMs > 6 * hour) return plus(departure, -6 * hour);
      if (remainingMs > 4 * hour) return plus(now, 2 * hour);
      if (remainingMs > 1 * hour) return plus(now, 40 * minute);
      if (remainingMs > 0) return plus(now, 15 * minute);
      const eta = r?.estimated_on ?? null;
      if (eta !== null && now < plus(eta, 30 * minute)) return latest(eta, plus(now, 5 * minute));
      return plus(now, eta === null ? 30 * minute : 2 * hour);
    },
    Math.max(1, tickMinutes * minute),
  );

/** A look every `everyMinutes` from `fromHours` before departure until the landing. */
export const fixed = (everyMinutes: number, fromHours: number): Policy =>
  lookingPolicy(
    `fixed ${everyMinutes} min from T-${fromHours}h`,
    (t) => plus(t.departure, -fromHours * hour),
    (now, r, t) =>
      hasLanded(r) || (r?.cancelled && isWatchOver(now, t))
        ? null
        : plus(now, everyMinutes * minute),
  );

/** The real flight tracker with its confirmations; news counts as seen when it is announced. */
export const ours = (options: { readonly hasPushes: boolean }): Policy => ({
  name: options.hasPushes ? 'ours with pushes' : 'ours',
  async run(timeline) {
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
    const run = await liveThrough(
      key,
      [{ bookedAt, departure, originZone, destinationZone }],
      {
        recordsAt: (at) => recordsAt(timeline.flights, at),
        ...(options.hasPushes ? { changes: changesOf(timeline), pushLatencyMs } : {}),
      },
      endOf(timeline),
    );
    const readings = [...run.looks, ...run.pushes].sort();
    const phases = run.records.flatMap((r) =>
      r.facts ? [{ at: r.at, phase: r.facts.phase }] : [],
    );
    return {
      lookups: run.looks.length,
      pushes: run.pushes.length,
      delays: delaysOf(timeline, ({ kind, at }) => {
        if (kind === 'gate') return run.looks.find((look) => look >= at) ?? null;
        if (kind === 'cancelled') {
          // A cancellation withdrawn before any look ends with the look that finds it withdrawn.
          const reinstatedAt = newsOf(timeline).find(
            (n) => n.kind === 'reinstated' && n.at > at,
          )?.at;
          return (
            phases.find(
              (p) =>
                p.at >= at &&
                (p.phase === 'cancelled' || (reinstatedAt !== undefined && p.at >= reinstatedAt)),
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

/** The assumed time from a change to the arrival of its push. */
export const pushLatencyMs = 20_000;
