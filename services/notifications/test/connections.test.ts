import { randomUUID } from 'node:crypto';
import { minute, plus } from '#shared/domain/instant.ts';
import type { LedgerEntry, Told } from '#shared/domain/message.ts';
import type { JourneyLeg, TripContext } from '#shared/ports/turn-contexts.ts';
import { aFlightFacts, aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const trip = aTrip();
const own: JourneyLeg = { ...trip, tripId: trip.id, flight: null };
/** Copenhagen to Stockholm, two hours after the scheduled arrival of 18:15. */
const next = (over: Partial<JourneyLeg> = {}): JourneyLeg => ({
  ...own,
  tripId: randomUUID(),
  flightNumber: 'SK1234',
  originIata: 'CPH',
  destinationIata: 'ARN',
  originZone: 'Europe/Copenhagen',
  destinationZone: 'Europe/Stockholm',
  departure: at('20:15'),
  flightKey: 'SK1234/CPH-ARN/2027-03-03/21',
  flight: aFlightFacts({
    observedAt: at('12:00'),
    departure: at('20:15'),
    scheduledDeparture: at('20:15'),
    gate: 'C7',
    origin: { iata: 'CPH', zone: 'Europe/Copenhagen', city: 'Copenhagen', name: null },
  }),
  ...over,
});
const journey = (...legs: readonly JourneyLeg[]): TripContext['journey'] => ({
  id: trip.journeyId,
  comesInPieces: false,
  legs: [...legs],
});
const scheduledArrival = at('18:15');
/** The first flight so many minutes late, as it was read at noon. */
const late = (minutes: number) => ({
  departure: plus(at('16:20'), minutes * minute),
  arrival: plus(scheduledArrival, minutes * minute),
  scheduledArrival,
});

/** A traveller whose agency has the task already, and whose next flight was read at noon. */
const changing = (kind: 'connection_at_risk' | 'connection_missed', over = {}): Traveller => {
  const t = Traveller.booked({ trip, journey: journey(own, next(over)) });
  t.context = { ...t.context, tasks: [{ kind, state: 'open', facts: {} }] };
  return t;
};

/** What is told of the day of the flight: all but the confirmation and the reminder. */
const newsOf = (t: Traveller): readonly string[] =>
  t.messageTypes().filter((type) => type !== 'reservation_confirmation' && type !== '24h_reminder');

describe('the flight that brings a traveller to a connection', () => {
  it('tells a delay and what it does to the connection in one message', () => {
    const t = changing('connection_at_risk').readFlight(at('12:00'), late(60));
    expect(newsOf(t)).toEqual(['connection_at_risk']);
    for (const said of ['17:20', '20:15', 'SK1234', '21:15', 'C7', '1 h'])
      expect(t.textOf('connection_at_risk')).toContain(said);
  });

  it('waits for the other flight to be read afresh, but not for ever', () => {
    const t = changing('connection_at_risk', { flight: null }).readFlight(at('12:00'), late(60));
    expect(newsOf(t)).toEqual([]);
    expect(t.looksAskedFor.slice(-2)).toEqual([at('12:00'), at('12:00')]);
    expect(t.waitUntil(at('12:02')).messageTypes()).toContain('connection_at_risk');
  });

  it('is told once for as long as it is at risk, and again after it was not', () => {
    const t = changing('connection_at_risk').readFlight(at('12:00'), late(60));
    t.readFlight(at('12:05'), late(62)).readFlight(at('12:20'), late(50));
    expect(t.messageTypes().filter((type) => type === 'connection_at_risk')).toHaveLength(1);
    t.readFlight(at('12:30'), late(0));
    t.context = {
      ...t.context,
      journey: journey(
        own,
        next({
          flight: aFlightFacts({
            observedAt: at('12:59'),
            departure: at('20:15'),
            scheduledDeparture: at('20:15'),
          }),
        }),
      ),
    };
    t.readFlight(at('13:00'), late(60));
    expect(t.messageTypes().filter((type) => type === 'connection_at_risk')).toHaveLength(2);
  });

  it('says what to do where it is missed, and does not welcome to the place of the change', () => {
    const t = changing('connection_missed').readFlight(at('12:00'), late(110));
    expect(t.textOf('connection_missed')).toContain('+541155550199');
    t.readFlight(at('20:06'), { ...late(110), phase: 'landed', landedAt: at('20:05') });
    expect(t.messageTypes()).not.toContain('landing');
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ subject: 'landing', rule: 'told_with_connection' }),
    );
  });

  it('says nothing of a connection to a follower, who hears of the delay', () => {
    const consent = { ...trip.consent, how: 'explicit' as const };
    const follower = { ...trip, role: 'follower' as const, consent };
    const t = Traveller.booked({ trip: follower, journey: journey(own, next()) });
    t.readFlight(at('12:00'), late(110));
    expect(t.messageTypes()).toEqual(['delayed']);
  });
});

describe('a first flight that the agency edits', () => {
  it('says that the connection can be made after all', () => {
    const t = changing('connection_missed').readFlight(at('12:00'), late(110));
    const edited = {
      ...trip,
      revision: 2,
      departure: at('15:00'),
      flightKey: 'BA1/LHR-CPH/2027-03-03/15',
    };
    t.context = {
      ...t.context,
      trip: edited,
      journey: journey({ ...own, ...edited, tripId: trip.id }, next()),
      flight: null,
    };
    t.receive({
      ...t.envelope(at('12:10')),
      type: 'TripChanged',
      data: {
        revision: 2,
        before: { flightKey: trip.flightKey, departure: trip.departure },
        after: { flightKey: edited.flightKey, departure: edited.departure },
        fields: ['departure'],
        notify: true,
      },
    });
    t.readFlight(at('12:15'), {
      departure: at('15:00'),
      scheduledDeparture: at('15:00'),
      arrival: at('16:55'),
      scheduledArrival: at('16:55'),
    });
    expect(t.waitUntil(at('12:20')).messageTypes()).toContain('connection_restored');
  });
});

describe('a guardian', () => {
  it('reads of a connection in the third person', () => {
    const guardian = { ...trip, role: 'guardian' as const };
    const t = Traveller.booked({
      trip: guardian,
      journey: journey({ ...own, role: 'guardian' }, next({ role: 'guardian' })),
    });
    t.context = { ...t.context, tasks: [{ kind: 'connection_missed', state: 'open', facts: {} }] };
    t.readFlight(at('12:00'), late(110));
    expect(t.textOf('connection_missed')).toMatch(/la conexión de .+ en Copenhague/);
    expect(t.textOf('connection_missed')).not.toContain('tu ');
  });
});

describe('a contact without a number', () => {
  it('is called with a departure that moved earlier, whatever it does to the connection', () => {
    const t = Traveller.booked({
      trip: { ...trip, whatsapp: null },
      journey: journey(own, next()),
    });
    t.readFlight(at('12:00'), {
      departure: at('15:50'),
      departureSince: at('12:00'),
      arrival: at('19:15'),
      scheduledArrival,
    });
    expect(t.tasks).toContainEqual(
      expect.objectContaining({ kind: 'call', reason: 'departure_moved_earlier' }),
    );
  });
});

describe('the flight that a traveller changes to', () => {
  const inbound = (minutes: number): JourneyLeg => ({
    ...next(),
    flightNumber: 'IB3166',
    originIata: 'MAD',
    destinationIata: 'LHR',
    departure: at('12:00'),
    flightKey: 'IB3166/MAD-LHR/2027-03-03/13',
    flight: aFlightFacts({
      observedAt: at('11:00'),
      departure: plus(at('12:00'), minutes * minute),
      scheduledDeparture: at('12:00'),
      arrival: plus(at('14:20'), minutes * minute),
      scheduledArrival: at('14:20'),
    }),
  });
  const word = (
    from: JourneyLeg,
    status: NonNullable<Told['connection']>['status'],
  ): LedgerEntry => ({
    id: randomUUID(),
    key: status,
    tripId: from.tripId,
    to: trip.whatsapp ?? '',
    type: status === 'missed' ? 'connection_missed' : 'connection_restored',
    episode: 1,
    status: 'SENT',
    told: {
      leg: 1,
      connection: { status, to: trip.flightKey },
      legs: { [trip.id]: { leg: 1, departure: at('16:20') } },
    },
    critical: true,
    createdAt: at('11:00'),
    dueAt: at('11:00'),
    sentAt: at('11:00'),
    tryOrder: status === 'missed' ? 1 : 2,
    arrived: true,
    attempts: 0,
    permanent: false,
    errorCode: null,
    reason: null,
  });

  it('is not spoken of once told to be missed, until it can be reached again', () => {
    const previous = inbound(130);
    const t = Traveller.booked({ trip, journey: journey(previous, own) });
    t.context = { ...t.context, confirmations: [word(previous, 'missed')] };
    t.readFlight(at('13:00'), { departure: at('17:30') });
    t.readFlight(at('16:55'), { departure: at('17:30'), gate: 'B3' });
    expect(newsOf(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ subject: 'boarding', rule: 'connection_missed' }),
    );
    t.context = {
      ...t.context,
      journey: journey({ ...inbound(0), tripId: previous.tripId }, own),
      confirmations: [word(previous, 'missed'), word(previous, 'restored')],
    };
    t.readFlight(at('16:57'), { departure: at('17:30'), gate: 'B3' });
    expect(t.messageTypes()).toContain('boarding');
  });

  it('tells its cancellation all the same', () => {
    const previous = inbound(130);
    const t = Traveller.booked({ trip, journey: journey(previous, own) });
    t.context = { ...t.context, confirmations: [word(previous, 'missed')] };
    t.readFlight(at('13:00'), { phase: 'cancelled' });
    expect(t.messageTypes()).toContain('cancelled');
  });

  it('leaves a new time to the word of the connection, which is due', () => {
    const previous = inbound(60);
    const t = Traveller.booked({ trip, journey: journey(previous, own) });
    const earlier = { departure: at('16:00'), departureSince: at('13:00') };
    t.readFlight(at('13:00'), earlier);
    expect(newsOf(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ rule: 'told_with_connection', subject: 'departure_moved_earlier' }),
    );
  });

  it('tells it itself where that word does not come', () => {
    const t = Traveller.booked({ trip, journey: journey(inbound(60), own) });
    t.readFlight(at('13:00'), { departure: at('16:00'), departureSince: at('13:00') });
    expect(t.waitUntil(at('13:30')).messageTypes()).toContain('departure_moved_earlier');
  });

  it('tells it itself where no template can say that word', () => {
    const previous = inbound(60);
    const t = Traveller.booked({ trip, journey: journey(previous, own) });
    const blocked = { ...word(previous, 'missed'), status: 'PENDING' as const };
    t.context = {
      ...t.context,
      confirmations: [{ ...blocked, sentAt: null, errorCode: 'template_unusable' }],
    };
    t.readFlight(at('13:00'), { departure: at('16:00'), departureSince: at('13:00') });
    expect(t.messageTypes()).toContain('departure_moved_earlier');
  });

  it('stays unspoken of where the first flight is cancelled after that', () => {
    const previous = inbound(130);
    const t = Traveller.booked({ trip, journey: journey(previous, own) });
    const cancelled = aFlightFacts({ phase: 'cancelled' });
    t.context = {
      ...t.context,
      journey: journey({ ...previous, flight: cancelled, status: 'cancelled' }, own),
      confirmations: [word(previous, 'missed')],
    };
    t.readFlight(at('15:50'), { gate: 'B3' });
    expect(newsOf(t)).toEqual([]);
  });

  it('is spoken of where the agency has taken the first flight back', () => {
    const previous = inbound(130);
    const t = Traveller.booked({ trip, journey: journey(own) });
    t.context = { ...t.context, confirmations: [word(previous, 'missed')] };
    t.readFlight(at('15:50'), { gate: 'B3' });
    expect(t.messageTypes()).toContain('boarding');
  });
});
