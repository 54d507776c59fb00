import { styleText } from 'node:util';
import { airport } from '#shared/domain/airports.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { Outcome } from './outcome.ts';
import type { Lived } from './run.ts';
import type { Scenario } from './scenario.ts';

interface Line {
  readonly at: string;
  readonly mark: string;
  readonly what: string;
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
  silent: styleText('dim', '·'),
  task: styleText('yellow', '!'),
  flight: styleText('cyan', '✈'),
};

/** Draws each trip's life as a timeline for the terminal, in the local time of its origin. */
export const drawTimeline = (scenario: Scenario, outcome: Outcome, lived: Lived): string => {
  const out: string[] = [styleText('bold', scenario.name), styleText('dim', scenario.story), ''];
  for (const trip of scenario.trips) {
    const zone = airport(trip.originIata.toUpperCase())?.zone ?? 'UTC';
    const booking = outcome.booking[trip.key];
    out.push(
      styleText(
        'bold',
        `${trip.key}  ${trip.flightNumber} ${trip.originIata}→${trip.destinationIata}  ${trip.departure}`,
      ) + styleText('dim', `  (${zone})`),
    );
    if (!booking?.accepted) {
      out.push(
        `  ${marks.failed} not booked: ${booking && !booking.accepted ? booking.error : 'not reached'}`,
        '',
      );
      continue;
    }
    const of = <T extends { readonly trip: string }>(rows: readonly T[]) =>
      rows.filter((r) => r.trip === trip.key);
    const found = lived.bookings.get(trip.key);
    const key = found?.accepted
      ? lived.store.inspect.trips().find((t) => t.id === found.tripId)?.flightKey
      : undefined;
    const history = lived.store.inspect.flights().find((f) => f.flightKey === key)?.history ?? [];
    const lines: Line[] = [
      ...history.map(({ at, facts }) => ({
        at,
        mark: marks.flight,
        what: facts.phase,
        text: `departs ${localClock(facts.departure, zone)}${facts.gate ? `, gate ${facts.gate}` : ''}`,
      })),
      ...of(outcome.messages).map((m) => ({
        at: m.at,
        mark: m.status === 'SENT' ? marks.sent : marks.failed,
        what: m.type,
        text: m.status === 'SENT' ? firstLine(m.text) : `${m.status}: ${firstLine(m.text)}`,
      })),
      ...of(outcome.suppressed).map((s) => ({
        at: s.at,
        mark: marks.silent,
        what: s.type,
        text: s.reason,
      })),
      ...of(outcome.tasks).map((t) => ({
        at: t.at,
        mark: marks.task,
        what: `task ${t.kind}`,
        text: `${t.severity}, ${t.state}: ${t.reason}`,
      })),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    let date = '';
    for (const line of lines) {
      const day = localDate(line.at, zone);
      if (day !== date) out.push(styleText('dim', `  ${day}`));
      date = day;
      out.push(`  ${localClock(line.at, zone)} ${line.mark} ${line.what.padEnd(25)} ${line.text}`);
    }
    out.push('');
  }
  out.push(
    styleText(
      'dim',
      `${outcome.aeroapi.lookups} lookups, ${outcome.aeroapi.pushes} pushes, ${outcome.delivered.length} messages delivered`,
    ),
  );
  return out.join('\n');
};
