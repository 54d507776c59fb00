import { hour } from '#shared/domain/instant.ts';
import { isCommandFor } from '#shared/events/catalogue.ts';
import type { FlightAlerts } from '#shared/ports/flight-data.ts';
import { createFlightTracker } from '../agent.ts';
import { afterLook } from '../domain/interpret.ts';
import { type TrackerState, unknownFlight } from '../domain/state.ts';
import type { TrackerDecision, TrackerTurn } from '../domain/turn.ts';
import { ana, aRecord, at, booked, departure, key } from './records.ts';
import { turnOf } from './world.ts';

const agencyId = '00000000-0000-4000-8000-000000000001';
const tripId = '10000000-0000-4000-8000-000000000001';
const envelope = {
  id: '20000000-0000-4000-8000-000000000001',
  version: 1,
  time: at(-600),
  agencyId: null,
  tripId: null,
  correlationId: '20000000-0000-4000-8000-000000000001',
  causationId: null,
};
const timer: TrackerTurn['event'] = {
  ...envelope,
  type: 'FlightCheckDue',
  data: { actorId: key, generation: 1, due: at(-600) },
};
const withdrawal: TrackerTurn['event'] = {
  ...envelope,
  type: 'TripCancelled',
  data: { flightKey: key, notify: false },
};

/** The tracker of a flight that is matched, over a service that takes or refuses alerts. */
const aTracker = (create: FlightAlerts['create']) => {
  const deleted: string[] = [];
  const tracker = createFlightTracker({
    flights: { look: async () => ({ kind: 'found', records: [aRecord()], at: at(-600) }) },
    alerts: {
      create,
      delete: async (id) => {
        deleted.push(id);
      },
    },
  });
  const matched = afterLook(unknownFlight, [aRecord()], at(-700), booked);
  if (matched?.kind !== 'live') throw new Error('the flight was not matched');
  let state: TrackerState = {
    ...matched,
    watch: { servedUntil: at(-700), nextCheckAt: at(-600) },
  };
  const take = async (event: TrackerTurn['event'], followed = true): Promise<TrackerDecision> => {
    const decision = await turnOf(tracker, {
      actorId: key,
      event,
      now: at(-600),
      state,
      trip: null,
      journey: null,
      flight: {
        followers: followed
          ? [
              {
                ...ana,
                tripId,
                agencyId,
                journeyId: tripId,
                departure,
                status: 'scheduled' as const,
              },
            ]
          : [],
        agencies: { [agencyId]: { feature_flags: { flight_alerts: true } } },
      },
      conversation: null,
    });
    state = decision.state;
    return decision;
  };
  /** The command among what a turn says, as it is delivered. */
  const commandOf = ({ events = [] }: TrackerDecision): TrackerTurn['event'] | null => {
    for (const announced of events) {
      const event = { ...envelope, ...announced };
      if (isCommandFor(event, 'flight-tracker')) return event;
    }
    return null;
  };
  const commanded = async (event: TrackerTurn['event'], followed = true) => {
    const command = commandOf(await take(event, followed));
    if (command === null) throw new Error('no step was asked for');
    return command;
  };
  return { take, commandOf, commanded, deleted, state: () => state };
};

describe('the alert on a flight', () => {
  it('is asked for once, and looks are rarer as soon as it is there', async () => {
    const { take, commanded, commandOf, state } = aTracker(async () => 'alert-1');
    const request = await commanded(timer);
    const before = state().watch?.nextCheckAt ?? '';
    expect(commandOf(await take(timer))).toBeNull();
    const { records, timers } = await take(request);
    expect(records).toMatchObject([{ alertId: 'alert-1' }]);
    const [next] = timers ?? [];
    expect(Date.parse(next?.due ?? '') - Date.parse(before)).toBeGreaterThan(hour);
  });

  it('that is refused is asked for again at later turns, three times in all', async () => {
    const { take, commanded, commandOf } = aTracker(async () => null);
    for (let tries = 1; tries <= 3; tries += 1) {
      const refusal = await take(await commanded(timer));
      expect(commandOf(refusal)).toBeNull();
    }
    expect(commandOf(await take(timer))).toBeNull();
  });

  it('that nobody wants any more when it comes is removed', async () => {
    const { take, commanded, commandOf, deleted } = aTracker(async () => 'alert-1');
    const request = await commanded(timer);
    expect(commandOf(await take(withdrawal, false))).toBeNull();
    const removal = commandOf(await take(request, false));
    if (removal === null) throw new Error('the alert stays');
    await take(removal, false);
    expect(deleted).toEqual(['alert-1']);
  });

  it('is not asked for again before its removal is done', async () => {
    const { take, commanded, commandOf } = aTracker(async () => 'alert-1');
    await take(await commanded(timer));
    const removal = await commanded(withdrawal, false);
    expect(commandOf(await take(timer))).toBeNull();
    expect(commandOf(await take(removal))).toMatchObject({ type: 'FlightAlertRequested' });
  });
});
