import { clockIn } from './local-quiet.ts';
import { iso } from './random-flight.ts';
import type { randomLife } from './random-lives.ts';
import { defaults } from './random-settings.ts';

/** The life of a flight in a few lines, in the local time of its origin. */
export const drawLife = ({ scenario, life }: ReturnType<typeof randomLife>): string => {
  const zone = life.originZone;
  const when = (at: number): string => `${iso(at).slice(5, 19)}Z (${clockIn(at, zone)})`;
  const [trip] = scenario.trips;
  const own = Object.entries(life.settings)
    .filter(([key, value]) => Object.entries(defaults).some(([k, v]) => k === key && v !== value))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const seen = life.pushes ? 'pushed' : 'polled';
  const route = `${trip?.originIata}-${trip?.destinationIata}`;
  return [
    `${scenario.name}: ${route}, booked ${when(life.bookedAt)}, ${seen} ${own.join(', ')}`,
    ...scenario.flights.flatMap(({ states }) =>
      states.map(({ from, set }, i) => {
        const shown = Object.entries(set)
          .filter(([key]) =>
            i === 0
              ? ['scheduled_out', 'gate_origin', 'terminal_origin'].includes(key)
              : !/(_off|_on|_in|delay|progress)/.test(key) || key.startsWith('actual_'),
          )
          .map(([key, value]) => `${key}=${String(value).replace(/^\d{4}-(.*):00\.000Z$/, '$1Z')}`);
        return `  ${when(Date.parse(from))} ${shown.join(' ')}`;
      }),
    ),
    ...life.wroteAt.map((at) => `  ${when(at)} the traveller writes`),
    ...life.outages.map(({ from, to }) => `  ${when(from)} to ${when(to)} no answer from AeroAPI`),
  ].join('\n');
};
