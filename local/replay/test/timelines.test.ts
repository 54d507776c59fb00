import fc from 'fast-check';
import { between, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { isQuiet } from '#shared/domain/quiet-hours.ts';
import { settingSchemas } from '#shared/domain/settings.ts';
import { flightTimeline, recordsAt } from '#shared/testing/flight-timelines.ts';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { Scenario } from '../scenario.ts';

const quiet = settingSchemas.quiet_hours.parse({});
const preferences = settingSchemas.notification_preferences.parse({});

const scenarioOf = (seed: string, pushes: boolean) => {
  const timeline = flightTimeline(seed);
  const scenario = Scenario.parse({
    name: timeline.name,
    pushes,
    trips: [
      {
        key: 'a',
        bookedAt: timeline.bookedAt,
        clientName: 'Ana Ruiz',
        whatsapp: '+5491155550100',
        language: 'es',
        flightNumber: timeline.flightNumber,
        originIata: timeline.originIata,
        destinationIata: timeline.destinationIata,
        departure: timeline.departure,
      },
    ],
    flights: timeline.flights.map((states) => ({ states })),
    until: plus(timeline.departure, 40 * hour),
  });
  return { timeline, scenario };
};

const replay = async (seed: string, pushes: boolean) => {
  const { timeline, scenario } = scenarioOf(seed, pushes);
  const run = await runScenario(scenario);
  return {
    timeline,
    scenario,
    outcome: report(scenario, run),
    effects: run.store.inspect.effects(),
    decisions: run.store.inspect.decisions(),
  };
};

const seeds = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }).map(String),
  pushes: fc.boolean(),
});
const runs = { numRuns: 120 };

describe('over random lives of a flight', () => {
  it('nothing is told twice within an episode, and one-off messages come once', () =>
    fc.assert(
      fc.asyncProperty(seeds, async ({ seed, pushes }) => {
        const { effects, outcome } = await replay(seed, pushes);
        const keys = effects.filter((e) => e.status === 'SENT').map((e) => e.key);
        expect(new Set(keys).size).toBe(keys.length);
        const count = (type: string) => outcome.delivered.filter((m) => m.type === type).length;
        expect(count('reservation_confirmation')).toBe(1);
        expect(count('24h_reminder')).toBeLessThanOrEqual(1);
        expect(count('landing') + count('diverted')).toBeLessThanOrEqual(1);
        const toldDepartures = effects
          .filter(
            (e) =>
              e.type === 'delayed' ||
              e.type === 'departure_moved_earlier' ||
              e.type === 'back_on_time',
          )
          .map((e) => e.told.departure);
        for (const [i, departure] of toldDepartures.entries())
          expect(departure).not.toBe(toldDepartures[i - 1]);
      }),
      runs,
    ));

  it('nobody is woken for what can wait', () =>
    fc.assert(
      fc.asyncProperty(seeds, async ({ seed, pushes }) => {
        const { timeline, effects } = await replay(seed, pushes);
        let toldDeparture: Instant = timeline.departure;
        for (const e of effects.filter((x) => x.status === 'SENT' && x.sentAt !== null)) {
          const at = e.sentAt ?? e.createdAt;
          if (e.type === 'landing')
            expect(isQuiet(at, timeline.destinationZone, quiet)).toBe(false);
          if (e.type === '24h_reminder')
            expect(isQuiet(at, timeline.originZone, quiet)).toBe(false);
          if (e.type === 'delayed' || e.type === 'gate_change')
            expect(
              !isQuiet(at, timeline.originZone, quiet) || between(at, toldDeparture) <= 4 * hour,
            ).toBe(true);
          toldDeparture = e.told.departure ?? toldDeparture;
        }
      }),
      runs,
    ));

  it('with pushes, the departure last told is the true one, or within the thresholds', () =>
    fc.assert(
      fc.asyncProperty(seeds, async ({ seed }) => {
        const { timeline, effects } = await replay(seed, true);
        const departed = timeline.flights.flatMap((states) =>
          states.filter((s) => s.set['actual_out']).map((s) => ({ states, out: s.from })),
        )[0];
        if (!departed) return;
        // Every cooldown has passed by the departure for what was true at this instant.
        const settled = plus(departed.out, -(preferences.delay_cooldown_minutes + 1) * minute);
        const record = recordsAt([departed.states], settled)[0];
        const truth = record?.estimated_out ?? record?.scheduled_out;
        if (!record || !truth || record.cancelled || truth <= settled) return;
        const hasLaterNews = timeline.flights
          .flat()
          .some((s) => s.from > settled && s.from < departed.out);
        if (hasLaterNews) return;
        const sent = effects.filter(
          (e) => e.status === 'SENT' && e.createdAt <= departed.out && e.told.departure,
        );
        const delays = sent.filter((e) => e.told.delay).length;
        const told = sent.at(-1)?.told.departure ?? timeline.departure;
        const errorMinutes = between(told, truth) / minute;
        expect(errorMinutes).toBeLessThan(
          delays >= 2
            ? preferences.delay_threshold_later_minutes
            : preferences.delay_threshold_minutes,
        );
        expect(errorMinutes).toBeGreaterThan(-preferences.earlier_threshold_minutes);
      }),
      runs,
    ));

  it('a trip that is over has no timer, and every silence has its reason', () =>
    fc.assert(
      fc.asyncProperty(seeds, async ({ seed, pushes }) => {
        const { scenario, outcome } = await replay(seed, pushes);
        expect(outcome.trips['a']).toMatchObject({ nextCheckAt: null });
        for (const s of outcome.suppressed) expect(s.reason).not.toBe('');
        expect(outcome.messages.every((m) => m.status === 'SENT')).toBe(true);
        expect(outcome.booking['a']).toEqual({ accepted: true });
        expect(scenario.trips).toHaveLength(1);
      }),
      runs,
    ));
});
