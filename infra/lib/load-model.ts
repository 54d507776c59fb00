/**
 * What one trip costs AWS in its life: measured over the scenarios of local/replay, with the agents
 * as they are. docs/cost.md has the same figures.
 */
export const perTrip = {
  busEvents: 10,
  invocations: 27,
  /** Schedules set, moved or cleared. */
  scheduleCalls: 18,
  /** Timers that are set at the same time, at most. */
  timers: 3,
  /** Events that agencies may have sent to their systems: looked at, whether one wants them. */
  publicEvents: 7,
  queueMessages: 37,
  whatsAppMessages: 8,
  statusCallbacks: 24,
  /** How long an event is looked at that no agency wants, in seconds. */
  lookSeconds: 0.05,
  /** How long a turn runs, in seconds. */
  turnSeconds: 0.3,
} as const;

/** A size of the system. */
export interface Load {
  readonly name: string;
  readonly tripsPerDay: number;
  /** Trips that are booked and not over. */
  readonly liveTrips: number;
}

/** The rows of docs/scale.md; a trip lives thirty days on average. */
export const loads: readonly Load[] = [
  { name: '10×', tripsPerDay: 330, liveTrips: 10_000 },
  { name: '1,000×', tripsPerDay: 33_000, liveTrips: 1_000_000 },
  { name: '5 M live trips', tripsPerDay: 167_000, liveTrips: 5_000_000 },
];

/** In the busiest hour of a day a tenth of its work is done. */
const busyHourShare = 0.1;
/** Of 50,000 flights a day 2,000 are cancelled within an hour, most of them in ten minutes. */
const storm = {
  share: 0.04,
  seconds: 600,
  invocations: 6,
  publicEvents: 2,
  busEvents: 4,
  statusCallbacks: 9,
};

/** The peak of a load, by second: the busiest hour with a storm in it. */
export const peakOf = ({ tripsPerDay }: Load) => {
  const busy = (each: number): number => (tripsPerDay * each * busyHourShare) / 3_600;
  const stormy = (each: number): number => (tripsPerDay * storm.share * each) / storm.seconds;
  return {
    busEvents: busy(perTrip.busEvents) + stormy(storm.busEvents),
    invocations: busy(perTrip.invocations) + stormy(storm.invocations),
    publicEvents: busy(perTrip.publicEvents) + stormy(storm.publicEvents),
    scheduleCalls: busy(perTrip.scheduleCalls) + stormy(perTrip.timers),
    statusCallbacks: busy(perTrip.statusCallbacks) + stormy(storm.statusCallbacks),
  };
};

/** Schedules there are at once: of trips whose timers are due within a day, and of today's. */
export const schedulesOf = ({ tripsPerDay }: Load): number => 2 * tripsPerDay * perTrip.timers;

/** What there would be if every timer had a schedule from the start. */
export const schedulesOfAllTimers = ({ liveTrips }: Load): number => liveTrips * perTrip.timers;
