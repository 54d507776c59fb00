import { aFlightFacts, aTrip, aTripBooked } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

describe('a trip on which nothing happens', () => {
  it('hears four messages: confirmation, reminder, boarding, landing', () => {
    const t = Traveller.booked();
    t.readFlight(at('16:20', '2027-03-01'))
      .readFlight(at('16:20', '2027-03-02'))
      .readFlight(at('14:30'), { gate: 'A13' })
      .readFlight(at('15:45'));
    t.readFlight(at('16:25'), { phase: 'departed', departure: at('16:20') }).readFlight(
      at('18:16'),
      {
        phase: 'landed',
        landedAt: at('18:15'),
        belt: '4',
      },
    );
    t.waitUntil(at('09:00', '2027-03-05'));
    expect(t.messages.map((message) => [message.at, message.type])).toEqual([
      [at('12:00', '2027-03-01'), 'reservation_confirmation'],
      [at('16:20', '2027-03-02'), '24h_reminder'],
      [at('15:45'), 'boarding'],
      [at('18:16'), 'landing'],
    ]);
    expect(t.textOf('boarding')).toContain('A13');
    expect(t.timers()).toEqual({});
    expect(t.tasks).toEqual([]);
  });

  it('is called to the gate 90 s later without a fresh look, with the gate to be checked', () => {
    const t = Traveller.booked().readFlight(at('13:00'), { gate: 'B7' }).waitUntil(at('16:00'));
    expect(t.messages.at(-1)).toMatchObject({ at: '2027-03-03T15:46:30.000Z', type: 'boarding' });
    expect(t.textOf('boarding')).toMatch(/B7.*pantallas/);
  });

  it('is called to the gate that the first look shows, where it was booked within the lead', () => {
    const late = aTrip({ insertedAt: at('15:55') });
    const traveller = () => {
      const t = new Traveller({ trip: late });
      t.waitUntil(at('15:55')).receive(aTripBooked(late));
      return t;
    };
    expect(traveller().readFlight(at('15:56'), { gate: 'B7' }).messageTypes()).toEqual([
      'reservation_confirmation',
      'boarding',
    ]);
    expect(traveller().readFlight(at('15:56'), { gate: 'B7' }).textOf('boarding')).toContain('B7');
    expect(traveller().waitUntil(at('16:00')).messages.at(-1)).toMatchObject({
      at: '2027-03-03T15:56:30.000Z',
      type: 'boarding',
    });
  });

  it('is reminded and called although the flight was never matched', () => {
    expect(Traveller.booked().waitUntil(at('16:00')).messageTypes()).toEqual([
      'reservation_confirmation',
      '24h_reminder',
      'boarding',
    ]);
  });
});

describe('messages that do not arrive', () => {
  it('put the baseline back: what failed for the moment is decided again', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.fate = 'FAILED';
    t.readFlight(at('12:00'), { departure: at('17:00') });
    t.fate = 'SENT';
    t.readFlight(at('12:10'));
    expect(t.news().map((message) => [message.at, message.type])).toEqual([
      [at('12:10'), 'delayed'],
    ]);
    expect(new Set(t.effects.filter((e) => e.type === 'delayed').map(({ key }) => key)).size).toBe(
      1,
    );
  });
  it('are not sent again at every look after a permanent error', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.fate = 'FAILED for good';
    t.readFlight(at('12:00'), { departure: at('17:00') })
      .readFlight(at('13:00'))
      .readFlight(at('13:10'));
    expect(t.effects.filter((e) => e.type === 'delayed')).toHaveLength(1);
  });
  it('are overtaken by newer facts while they wait', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.fate = 'PENDING';
    t.readFlight(at('12:00'), { departure: at('17:00') });
    t.fate = 'SENT';
    t.readFlight(at('12:02'), { departure: at('17:30') });
    expect(
      t
        .news()
        .map(({ text }) => text)
        .join(),
    ).toContain('17:30');
    expect(t.context.ledger.find((e) => e.status === 'DROPPED')).toMatchObject({
      reason: 'overtaken',
    });
  });
  it('are dropped while they wait when they are no longer true', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.fate = 'PENDING';
    t.readFlight(at('12:00'), { departure: at('17:00') });
    t.fate = 'SENT';
    t.readFlight(at('12:02'), { departure: at('16:20') });
    expect(t.news()).toEqual([]);
    expect(t.context.ledger.at(-1)).toMatchObject({ status: 'DROPPED', reason: 'no_longer_true' });
  });
});

describe('an opted-out traveller', () => {
  it('hears nothing, and every suppression has its reason', () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    t.readFlight(at('12:00'), { departure: at('17:00') }).readFlight(at('16:25'));
    expect(t.news()).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'suppressed', subject: 'boarding', rule: 'opted_out' }),
    );
  });
  it('who is booked on a cancelled flight has a reason for each suppression', () => {
    const t = new Traveller();
    t.context = { ...t.context, optedOut: true, flight: aFlightFacts({ phase: 'cancelled' }) };
    t.receive(aTripBooked(t.context.trip));
    expect(
      t.reasons.filter(({ rule }) => rule === 'opted_out').map(({ subject }) => subject),
    ).toEqual(['reservation_confirmation', 'cancelled']);
  });
  it('is told of a change after coming back, but not what is over', () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    t.readFlight(at('12:00'), { departure: at('17:00') });
    t.context = { ...t.context, optedOut: false };
    t.readFlight(at('13:00'));
    expect(t.news().map(({ type }) => type)).toEqual(['delayed']);
    expect(t.messageTypes()).not.toContain('24h_reminder');
  });
});

describe('a task', () => {
  it('about an earlier departure closes itself when the departure is back', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { departure: at('15:50') })
      .readFlight(at('12:00'), { departure: at('16:20') });
    expect(t.tasks).toMatchObject([
      { op: 'open', kind: 'moved_earlier' },
      { op: 'close', kind: 'moved_earlier', reason: 'departure_moved_back' },
    ]);
  });
});
