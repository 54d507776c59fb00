import { styleText } from 'node:util';
import { airport } from '#shared/domain/airports.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { Outcome } from './outcome.ts';
import type { ScenarioRun } from './run.ts';
import type { Scenario } from './scenario.ts';

interface Line {
  readonly at: string;
  readonly mark: string;
  readonly label: string;
  readonly text: string;
}

const width = 76;
const firstLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
};

const marks = {
  sent: styleText('green', '✓'),
  failed: styleText('red', '✗'),
  suppressed: styleText('dim', '·'),
  task: styleText('yellow', '!'),
  flight: styleText('cyan', '✈'),
};

/** Draws a timeline of each trip for the terminal, in the local time of its origin. */
export const drawTimeline = (scenario: Scenario, outcome: Outcome, run: ScenarioRun): string => {
  const output: string[] = [styleText('bold', scenario.name), styleText('dim', scenario.story), ''];
  for (const trip of scenario.trips) {
    const zone = airport(trip.originIata.toUpperCase())?.zone ?? 'UTC';
    const booking = outcome.booking[trip.key];
    const route = `${trip.originIata}→${trip.destinationIata}`;
    const title = `${trip.key}  ${trip.flightNumber} ${route}  ${trip.departure}`;
    output.push(styleText('bold', title) + styleText('dim', `  (${zone})`));
    if (!booking?.accepted) {
      const reason = booking ? booking.error : 'not reached';
      output.push(`  ${marks.failed} not booked: ${reason}`, '');
      continue;
    }
    const ofTrip = <T extends { readonly trip: string }>(entries: readonly T[]) =>
      entries.filter((entry) => entry.trip === trip.key);
    const { inspect } = run.store;
    const booked = run.bookings.get(trip.key);
    const flightKey = booked?.accepted
      ? inspect.trips().find(({ id }) => id === booked.tripId)?.flightKey
      : undefined;
    const history = inspect.flights().find((f) => f.flightKey === flightKey)?.history ?? [];
    const lines: Line[] = [
      ...history.map(({ at, facts }) => ({
        at,
        mark: marks.flight,
        label: facts.phase,
        text: [
          `departs ${localClock(facts.departure, zone)}`,
          ...(facts.gate ? [`gate ${facts.gate}`] : []),
        ].join(', '),
      })),
      ...ofTrip(outcome.messages).map((m) => ({
        at: m.at,
        mark: m.status === 'SENT' ? marks.sent : marks.failed,
        label: m.type,
        text: m.status === 'SENT' ? firstLine(m.text) : `${m.status}: ${firstLine(m.text)}`,
      })),
      ...ofTrip(outcome.suppressed).map((s) => ({
        at: s.at,
        mark: marks.suppressed,
        label: s.type,
        text: s.reason,
      })),
      ...ofTrip(outcome.tasks).map((t) => ({
        at: t.at,
        mark: marks.task,
        label: `task ${t.kind}`,
        text: `${t.severity}, ${t.state}: ${t.reason}`,
      })),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    let date = '';
    for (const line of lines) {
      const day = localDate(line.at, zone);
      if (day !== date) output.push(styleText('dim', `  ${day}`));
      date = day;
      output.push(
        `  ${localClock(line.at, zone)} ${line.mark} ${line.label.padEnd(25)} ${line.text}`,
      );
    }
    output.push('');
  }
  for (const { key, role } of scenario.agency.staff) {
    const zone = scenario.agency.zone ?? 'UTC';
    output.push(styleText('bold', `${key}  ${role}`) + styleText('dim', `  (${zone})`));
    for (const { at, type, text } of outcome.messages.filter(({ trip }) => trip === key))
      output.push(
        `  ${localDate(at, zone)} ${localClock(at, zone)} ${marks.sent} ${type} ${firstLine(text)}`,
      );
    output.push('');
  }
  const { aeroapi, delivered } = outcome;
  const lookups = `${aeroapi.lookups} lookups, ${aeroapi.pushes} pushes`;
  output.push(styleText('dim', `${lookups}, ${delivered.length} messages delivered`));
  return output.join('\n');
};
