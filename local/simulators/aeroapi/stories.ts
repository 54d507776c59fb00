import { type Instant, instant, minute } from '#shared/domain/instant.ts';
import type { SeededRandom } from '../random.ts';
import type { FlightPlan, FlightState } from './plan.ts';
import type { AirportRef, FlightRecord } from './record.ts';

/** What can become of a simulated flight. */
export const stories = [
  'on_time',
  'delayed',
  'creeping_delay',
  'shrinking_delay',
  'moved_earlier',
  'gate_change',
  'cancelled',
  'blip',
  'reinstated',
  'diverted',
  'null_estimates',
] as const;
export type Story = (typeof stories)[number];

/** Of a hundred flights, so many live through each story. */
const weights: Readonly<Record<Story, number>> = {
  on_time: 34,
  delayed: 14,
  creeping_delay: 9,
  shrinking_delay: 7,
  moved_earlier: 3,
  gate_change: 15,
  cancelled: 4,
  blip: 3,
  reinstated: 3,
  diverted: 3,
  null_estimates: 5,
};

/** The story of a flight that nobody chose one for. */
export const anyStory = (random: SeededRandom): Story => {
  let rest = random.between(1, 100);
  for (const story of stories) {
    rest -= weights[story];
    if (rest <= 0) return story;
  }
  return 'on_time';
};

/** What a story is told from. */
export interface StoryTeller {
  readonly scheduled: FlightRecord;
  readonly random: SeededRandom;
  /** Epoch milliseconds of the scheduled times. */
  readonly out: number;
  readonly off: number;
  readonly on: number;
  readonly in: number;
  /** Nothing happens before this instant; the usual lead times are drawn together behind it. */
  readonly from: Instant | null;
  /** Where the flight goes if it is diverted. */
  readonly alternate: AirportRef | null;
}

/** The earliest news of any story, in minutes before departure. */
const longestLead = 400;

const leadTimes = (t: StoryTeller): ((minutesBefore: number) => Instant) => {
  const available =
    t.from === null ? longestLead : Math.max(1, (t.out - Date.parse(t.from)) / minute - 1);
  const half = Math.min(available, longestLead) / 2;
  // The last half of what is left passes as usual; earlier news moves together, so that a flight booked late still lives through its story.
  const lead = (wanted: number): number =>
    available >= longestLead || wanted <= half
      ? wanted
      : half + ((wanted - half) * half) / (longestLead - half);
  return (minutesBefore) =>
    instant(Math.round((t.out - lead(minutesBefore) * minute) / 1_000) * 1_000);
};

const gateName = (random: SeededRandom): string =>
  `${random.pick(['A', 'B', 'C', 'D', 'E'])}${random.between(1, 38)}`;

/** Everything that happens to one flight, from its story. Pure: the same teller and story give the same life. */
export const tell = (story: Story, t: StoryTeller): Pick<FlightPlan, 'states' | 'diversion'> => {
  const { random } = t;
  const lead = leadTimes(t);
  const states: FlightState[] = [];
  const at = (from: Instant, set: Partial<FlightRecord>): void => {
    states.push({ from, set });
  };
  const before = (minutes: number, set: Partial<FlightRecord>): void => at(lead(minutes), set);
  const estimates = (delayMinutes: number): Partial<FlightRecord> => ({
    estimated_out: instant(t.out + delayMinutes * minute),
    estimated_off: instant(t.off + delayMinutes * minute),
    estimated_on: instant(t.on + delayMinutes * minute),
    estimated_in: instant(t.in + delayMinutes * minute),
  });
  const gate = gateName(random);
  const nextGate = (): string => {
    const other = gateName(random);
    return other === gate ? `${gate}A` : other;
  };
  const gateAssigned = (): void => before(random.between(105, 140), { gate_origin: gate });
  const takeoff = (
    delayMinutes: number,
  ): { readonly off: number; readonly on: number; readonly in: number } => {
    const out = t.out + delayMinutes * minute + random.between(-90, 240) * 1_000;
    const off = out + random.between(11, 19) * minute;
    const on = off + (t.on - t.off) + random.between(-8, 6) * minute;
    const parked = on + random.between(5, 11) * minute;
    at(instant(out), { actual_out: instant(out) });
    at(instant(off), {
      actual_off: instant(off),
      actual_runway_off: String(random.between(1, 36)).padStart(2, '0'),
      estimated_off: instant(off),
      estimated_on: instant(on),
      estimated_in: instant(parked),
    });
    return { off, on, in: parked };
  };
  const arrival = (flight: { readonly on: number; readonly in: number }): void => {
    at(instant(flight.on - 40 * minute), { gate_destination: gateName(random) });
    at(instant(flight.on), {
      actual_on: instant(flight.on),
      actual_runway_on: String(random.between(1, 36)).padStart(2, '0'),
    });
    at(instant(flight.on + 3 * minute), { baggage_claim: String(random.between(1, 14)) });
    at(instant(flight.in), { actual_in: instant(flight.in) });
  };
  const fly = (delayMinutes: number): void => arrival(takeoff(delayMinutes));
  let diversion: FlightPlan['diversion'] = null;

  switch (story) {
    case 'on_time':
      gateAssigned();
      fly(random.between(-2, 5));
      break;
    case 'delayed': {
      const delay = 5 * random.between(5, 30);
      gateAssigned();
      before(random.between(150, 260), estimates(delay));
      fly(delay);
      break;
    }
    case 'creeping_delay': {
      gateAssigned();
      const step = random.between(8, 14);
      for (const [index, minutes] of [230, 180, 125, 85, 50].entries())
        before(minutes, estimates(step * (index + 1)));
      fly(step * 5);
      break;
    }
    case 'shrinking_delay': {
      const delay = 5 * random.between(8, 14);
      const end = random.pick([0, 10, 20]);
      gateAssigned();
      before(260, estimates(delay));
      before(150, estimates(Math.round((delay + end) / 2)));
      before(90, estimates(end));
      fly(end);
      break;
    }
    case 'moved_earlier': {
      const earlier = 5 * random.between(3, 6);
      before(random.between(280, 390), estimates(-earlier));
      before(150, { gate_origin: gate });
      fly(-earlier);
      break;
    }
    case 'gate_change':
      gateAssigned();
      before(random.between(45, 85), { gate_origin: nextGate() });
      fly(random.between(0, 8));
      break;
    case 'cancelled':
      before(300, estimates(50));
      before(random.between(150, 240), {
        cancelled: true,
        estimated_out: null,
        estimated_off: null,
        estimated_on: null,
        estimated_in: null,
      });
      break;
    case 'blip':
      // Tracking is lost for a while: the flag comes without the text, and goes again.
      gateAssigned();
      before(190, { cancelled: true, status: 'Scheduled' });
      before(180, { cancelled: false });
      fly(random.between(0, 5));
      break;
    case 'reinstated':
      before(350, { cancelled: true });
      before(220, { cancelled: false, ...estimates(45) });
      gateAssigned();
      fly(45);
      break;
    case 'null_estimates':
      gateAssigned();
      before(210, estimates(30));
      before(160, {
        estimated_out: null,
        estimated_off: null,
        estimated_on: null,
        estimated_in: null,
        gate_origin: null,
      });
      before(100, { ...estimates(30), gate_origin: gate });
      before(70, estimates(60));
      fly(60);
      break;
    case 'diverted': {
      gateAssigned();
      const flight = takeoff(random.between(0, 10));
      if (t.alternate === null) {
        arrival(flight);
        break;
      }
      const turned = Math.round((flight.off + (flight.on - flight.off) * 0.7) / 1_000) * 1_000;
      const on = turned + random.between(25, 45) * minute;
      const parked = on + random.between(6, 12) * minute;
      at(instant(turned), { diverted: true });
      diversion = {
        from: instant(turned),
        set: {
          destination: t.alternate,
          estimated_on: instant(on),
          estimated_in: instant(parked),
          gate_destination: null,
        },
        states: [
          { from: instant(on), set: { actual_on: instant(on) } },
          { from: instant(parked), set: { actual_in: instant(parked) } },
        ],
      };
      break;
    }
  }
  return {
    states: states.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)),
    diversion,
  };
};
