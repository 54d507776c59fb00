import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { JourneyContext, JourneyLeg } from '#shared/ports/turn-contexts.ts';
import { aFlightFacts } from '#shared/testing/builders.ts';
import { type ConnectionsDecision, type ConnectionsTurn, decide } from '../domain/decide.ts';
import { type ConnectionsState, noConnections } from '../domain/state.ts';

const agencyId = '00000000-0000-4000-8000-000000000001';
const journeyId = '00000000-0000-4000-8000-000000000002';
const contactId = '00000000-0000-4000-8000-000000000003';
const [one, two] = ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002'];
const arrival = '2027-10-05T12:20:00.000Z';
const at = (minutes: number): Instant => plus(arrival, minutes * minute);
/** Ten hours before the first flight leaves. */
const inTheMorning = at(-80 - 600);

const leg = (over: Partial<JourneyLeg>): JourneyLeg => ({
  tripId: one,
  flightNumber: 'TP1014',
  originIata: 'LIS',
  destinationIata: 'MAD',
  originZone: 'Europe/Lisbon',
  destinationZone: 'Europe/Madrid',
  departure: at(-80),
  flightKey: 'TP1014/LIS-MAD/2027-10-05/12',
  status: 'scheduled',
  stay: null,
  role: 'traveller',
  contactId,
  revision: 1,
  insertedAt: '2027-10-01T12:00:00.000Z',
  flight: null,
  ...over,
});
/** The first flight so many minutes late. */
const late = (minutes: number): JourneyLeg =>
  leg({
    flight: aFlightFacts({
      departure: at(minutes - 80),
      arrival: at(minutes),
      scheduledArrival: arrival,
      scheduledDeparture: at(-80),
    }),
  });
/** The second, so many minutes after the scheduled arrival of the first. */
const onward = (margin = 105): JourneyLeg =>
  leg({
    tripId: two,
    flightNumber: 'IB6845',
    originIata: 'MAD',
    destinationIata: 'EZE',
    departure: at(margin),
    flightKey: 'IB6845/MAD-EZE/2027-10-05/16',
  });

const turn = (
  state: ConnectionsState,
  legs: readonly JourneyLeg[],
  now: Instant,
  tasks: JourneyContext['tasks'] = [],
): ConnectionsDecision => {
  const event: ConnectionsTurn['event'] = {
    id: '20000000-0000-4000-8000-000000000001',
    type: 'JourneyChanged',
    version: 1,
    time: now,
    agencyId,
    tripId: null,
    correlationId: '20000000-0000-4000-8000-000000000001',
    causationId: null,
    data: { journeyId, revision: 1, fields: [], notify: true, legs: [] },
  };
  return decide({
    actorId: journeyId,
    event,
    now,
    state,
    trip: null,
    journey: { id: journeyId, agencyId, settings: {}, legs: [...legs], tasks },
    flight: null,
    conversation: null,
  });
};
const said = ({ events = [] }: ConnectionsDecision): readonly string[] =>
  events.map(({ type }) => type);
const tasked = ({ tasks = [] }: ConnectionsDecision): readonly string[] =>
  tasks.map(({ op, kind }) => `${op} ${kind}`);
const openTask = (kind: 'connection_at_risk' | 'connection_missed'): JourneyContext['tasks'] => [
  { tripId: one, kind },
];

describe('the connections of a journey', () => {
  it('are nothing to speak of while there is time', () => {
    const decision = turn(noConnections, [late(0), onward()], inTheMorning);
    expect([said(decision), tasked(decision)]).toEqual([[], []]);
  });

  it('are announced and tasked once they are at risk, missed and possible again', () => {
    const risky = turn(noConnections, [late(50), onward()], inTheMorning);
    expect([said(risky), tasked(risky)]).toEqual([
      ['ConnectionAtRisk'],
      ['open connection_at_risk'],
    ]);
    expect(risky.events?.[0]).toMatchObject({
      tripId: one,
      data: { marginMinutes: 55, minimumMinutes: 75 },
    });

    const again = turn(
      risky.state,
      [late(50), onward()],
      inTheMorning,
      openTask('connection_at_risk'),
    );
    expect([said(again), tasked(again)]).toEqual([[], []]);

    const missed = turn(
      risky.state,
      [late(100), onward()],
      inTheMorning,
      openTask('connection_at_risk'),
    );
    expect([said(missed), tasked(missed)]).toEqual([
      ['ConnectionMissed'],
      ['close connection_at_risk', 'open connection_missed'],
    ]);

    const restored = turn(
      missed.state,
      [late(0), onward()],
      inTheMorning,
      openTask('connection_missed'),
    );
    expect([said(restored), tasked(restored)]).toEqual([
      ['ConnectionRestored'],
      ['close connection_missed'],
    ]);
  });

  it('that were at risk and are fine again close their task', () => {
    const risky = turn(noConnections, [late(50), onward()], inTheMorning);
    const fine = turn(
      risky.state,
      [late(0), onward()],
      inTheMorning,
      openTask('connection_at_risk'),
    );
    expect([said(fine), tasked(fine)]).toEqual([
      ['ConnectionRestored'],
      ['close connection_at_risk'],
    ]);
    expect(fine.reasons).toMatchObject([{ subject: 'connection', rule: 'possible_again' }]);
  });

  it('are urgent three hours before the first flight, for which the timer is set', () => {
    const risky = turn(noConnections, [late(50), onward()], inTheMorning);
    expect(risky.timers).toEqual([{ kind: 'ConnectionCheckDue', due: at(50 - 80 - 180) }]);
    const near = turn(
      risky.state,
      [late(50), onward()],
      at(50 - 80 - 180),
      openTask('connection_at_risk'),
    );
    expect(near.tasks).toMatchObject([{ op: 'open', facts: { isNear: true } }]);
  });

  it('leave a task closed that a person has closed, when it only becomes urgent', () => {
    const risky = turn(noConnections, [late(50), onward()], inTheMorning);
    expect(tasked(turn(risky.state, [late(50), onward()], at(-200), []))).toEqual([]);
  });

  it('are a new task where one booked too tight was closed by a person and is at risk now', () => {
    const tight = turn(noConnections, [late(0), onward(50)], inTheMorning);
    expect(tasked(turn(tight.state, [late(20), onward(50)], inTheMorning, []))).toEqual([
      'open connection_at_risk',
    ]);
  });

  it('close their task where the agency puts somebody on a later flight', () => {
    const missed = turn(noConnections, [late(100), onward()], inTheMorning);
    const later = { ...onward(400), flightKey: 'IB6847/MAD-EZE/2027-10-05/21' };
    const edited = turn(
      missed.state,
      [late(100), later],
      inTheMorning,
      openTask('connection_missed'),
    );
    expect([said(edited), tasked(edited)]).toEqual([[], ['close connection_missed']]);
  });

  it('that were booked too tight are a task at once, and no word', () => {
    const decision = turn(noConnections, [late(0), onward(50)], at(-60 * 24 * 3));
    expect([said(decision), tasked(decision)]).toEqual([[], ['open connection_at_risk']]);
    expect(decision.timers).toEqual([{ kind: 'ConnectionCheckDue', due: at(-80 - 24 * 60) }]);
  });

  it('that end with a cancellation close their tasks', () => {
    const risky = turn(noConnections, [late(50), onward()], inTheMorning);
    const cancelled = turn(
      risky.state,
      [late(50), { ...onward(), status: 'cancelled' }],
      inTheMorning,
      openTask('connection_at_risk'),
    );
    expect([said(cancelled), tasked(cancelled)]).toEqual([[], ['close connection_at_risk']]);
  });

  it('are none of a follower', () => {
    const legs = [late(100), onward()].map((each) => ({ ...each, role: 'follower' as const }));
    const decision = turn(noConnections, legs, inTheMorning);
    expect([said(decision), tasked(decision)]).toEqual([[], []]);
  });
});
