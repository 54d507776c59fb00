import { type Instant, instant, minute } from '#shared/domain/instant.ts';
import type { SeededRandom } from '../random.ts';
import type { FlightPlan, FlightState } from './plan.ts';
import type { AirportRef, FlightRecord } from './record.ts';

/** What can happen to a simulated flight. */
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

/** How many of a hundred flights have each story. */
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

/** A random story, by the weights. */
export const randomStory = (random: SeededRandom): Story => {
  let remaining = random.between(1, 100);
  for (const story of stories) {
    remaining -= weights[story];
    if (remaining <= 0) return story;
  }
  return 'on_time';
};

/** The flight that a story happens to. */
export interface StoryFlight {
  readonly scheduled: FlightRecord;
  readonly random: SeededRandom;
  /** Epoch milliseconds of the scheduled times. */
  readonly out: number;
  readonly off: number;
  readonly on: number;
  readonly in: number;
  /** Nothing happens before this instant; lead times that are too long are shortened. */
  readonly bookedAt: Instant | null;
  /** The destination of a diversion; null where there is none. */
  readonly alternate: AirportRef | null;
}

/** The earliest change of any story, in minutes before departure. */
const maxLeadMinutes = 400;

/** The instant so many minutes before departure, after the booking. */
const leadInstants = (t: StoryFlight): ((minutesBefore: number) => Instant) => {
  const available =
    t.bookedAt === null
      ? maxLeadMinutes
      : Math.max(1, (t.out - Date.parse(t.bookedAt)) / minute - 1);
  const half = Math.min(available, maxLeadMinutes) / 2;
  // Changes in the second half of the available time keep their lead; earlier ones are compressed
  // into the first half, so that a flight booked late still has its whole story.
  const compressed = (lead: number): number =>
    available >= maxLeadMinutes || lead <= half
      ? lead
      : half + ((lead - half) * half) / (maxLeadMinutes - half);
  return (minutesBefore) =>
    instant(Math.round((t.out - compressed(minutesBefore) * minute) / 1_000) * 1_000);
};

const gateName = (random: SeededRandom): string =>
  `${random.pick(['A', 'B', 'C', 'D', 'E'])}${random.between(1, 38)}`;

/** Everything that happens to a flight with a story; the same arguments give the same states. */
export const storyOf = (story: Story, t: StoryFlight): Pick<FlightPlan, 'states' | 'diversion'> => {
  const { random } = t;
  const instantBefore = leadInstants(t);
  const states: FlightState[] = [];
  const at = (from: Instant, set: Partial<FlightRecord>): void => {
    states.push({ from, set });
  };
  const before = (minutes: number, set: Partial<FlightRecord>): void =>
    at(instantBefore(minutes), set);
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
  const assignGate = (): void => before(random.between(105, 140), { gate_origin: gate });
  const takeOff = (
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
  const arrive = (flight: { readonly on: number; readonly in: number }): void => {
    at(instant(flight.on - 40 * minute), { gate_destination: gateName(random) });
    at(instant(flight.on), {
      actual_on: instant(flight.on),
      actual_runway_on: String(random.between(1, 36)).padStart(2, '0'),
    });
    at(instant(flight.on + 3 * minute), { baggage_claim: String(random.between(1, 14)) });
    at(instant(flight.in), { actual_in: instant(flight.in) });
  };
  const fly = (delayMinutes: number): void => arrive(takeOff(delayMinutes));
  let diversion: FlightPlan['diversion'] = null;

  switch (story) {
    case 'on_time':
      assignGate();
      fly(random.between(-2, 5));
      break;
    case 'delayed': {
      const delay = 5 * random.between(5, 30);
      assignGate();
      before(random.between(150, 260), estimates(delay));
      fly(delay);
      break;
    }
    case 'creeping_delay': {
      assignGate();
      const step = random.between(8, 14);
      for (const [index, minutes] of [230, 180, 125, 85, 50].entries())
        before(minutes, estimates(step * (index + 1)));
      fly(step * 5);
      break;
    }
    case 'shrinking_delay': {
      const delay = 5 * random.between(8, 14);
      const end = random.pick([0, 10, 20]);
      assignGate();
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
      assignGate();
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
      // Tracking is lost for a while: `cancelled` is set without the status text, and reset.
      assignGate();
      before(190, { cancelled: true, status: 'Scheduled' });
      before(180, { cancelled: false });
      fly(random.between(0, 5));
      break;
    case 'reinstated':
      before(350, { cancelled: true });
      before(220, { cancelled: false, ...estimates(45) });
      assignGate();
      fly(45);
      break;
    case 'null_estimates':
      assignGate();
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
      assignGate();
      const flight = takeOff(random.between(0, 10));
      if (t.alternate === null) {
        arrive(flight);
        break;
      }
      const divertedAt = Math.round((flight.off + (flight.on - flight.off) * 0.7) / 1_000) * 1_000;
      const on = divertedAt + random.between(25, 45) * minute;
      const parked = on + random.between(6, 12) * minute;
      at(instant(divertedAt), { diverted: true });
      diversion = {
        from: instant(divertedAt),
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
