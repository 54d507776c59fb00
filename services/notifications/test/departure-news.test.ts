import { aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

describe('delays', () => {
  it('are compared with what was told, not with the last reading', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.readFlight(at('11:00'), { departure: at('16:30') })
      .readFlight(at('12:00'), { departure: at('16:40') })
      .readFlight(at('13:00'), { departure: at('16:50') });
    expect(t.news().map((message) => [message.at, message.type])).toEqual([
      [at('12:00'), 'delayed'],
    ]);
    expect(t.textOf('delayed')).toContain('16:40');
    expect(t.textOf('delayed')).toContain('16:20');
  });

  it('need half an hour from the third message on', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { departure: at('16:40') })
      .readFlight(at('11:00'), { departure: at('17:00') });
    t.readFlight(at('12:00'), { departure: at('17:20') }).readFlight(at('13:00'), {
      departure: at('17:30'),
    });
    expect(t.news().map((message) => message.at)).toEqual([at('10:00'), at('11:00'), at('13:00')]);
    expect(t.textOf('delayed')).toContain('17:00');
  });

  it('are held for a quarter of an hour after one, and the latest is never lost', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { departure: at('16:50') })
      .readFlight(at('12:05'), { departure: at('17:10') })
      .readFlight(at('12:10'), { departure: at('17:30') })
      .waitUntil(at('12:30'));
    expect(t.news().map((message) => message.at)).toEqual([at('12:00'), at('12:15')]);
    expect(t.textOf('delayed')).toContain('17:30');
  });

  it('say nothing when A goes to B and back to A within the pause', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { departure: at('16:50') })
      .readFlight(at('12:05'), { departure: at('17:10') })
      .readFlight(at('12:10'), { departure: at('16:50') })
      .waitUntil(at('12:40'));
    expect(t.news()).toHaveLength(1);
  });

  it('break the pause when it is earlier again, once two readings a minute apart say so', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { departure: at('17:20') })
      .readFlight(at('12:05'), { departure: at('16:50') });
    expect(t.news()).toHaveLength(1);
    t.readFlight(at('12:06'), { departure: at('16:50') });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed', 'departure_moved_earlier']);
  });

  it('break the pause at once by a push', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { departure: at('17:20') })
      .readFlight(at('12:02'), { departure: at('16:21'), source: 'push' });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed', 'back_on_time']);
  });

  it('are no end of a delay for who was only told a later time by an edit of the agency', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'))
      .editTrip(at('11:00'), { departure: at('17:20') });
    expect(t.news().map(({ type }) => type)).toEqual(['trip_changed', 'departure_moved_earlier']);
    expect(t.textOf('departure_moved_earlier')).toContain('16:20');
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'moved_earlier' }]);
  });

  it('are told again in a new episode: 17:00, 16:20, 17:00', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { departure: at('17:00') })
      .readFlight(at('11:00'), { departure: at('16:20') })
      .readFlight(at('12:00'), { departure: at('17:00') });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed', 'back_on_time', 'delayed']);
    expect(new Set(t.effects.map(({ key }) => key)).size).toBe(t.effects.length);
  });

  it('wait at night until getting up, four hours before departure', () => {
    const trip = aTrip({ departure: at('08:00'), flightKey: 'BA820/LHR-CPH/2027-03-03' });
    const t = Traveller.booked({ trip });
    t.readFlight(at('22:00', '2027-03-02'), {
      scheduledDeparture: at('08:00'),
      departure: at('08:40'),
    }).answerLook(at('04:00'));
    expect(t.news().map((message) => [message.at, message.type])).toEqual([
      [at('04:00'), 'delayed'],
    ]);
  });

  it('of ten at night that are gone at seven wake nobody', () => {
    const t = Traveller.booked()
      .readFlight(at('22:00', '2027-03-02'), { departure: at('17:00') })
      .readFlight(at('07:00'), { departure: at('16:20') })
      .waitUntil(at('09:30'));
    expect(t.news()).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'held', subject: 'delayed', rule: 'quiet_hours' }),
    );
  });

  it('of two hours open a task that closes when the delay shrinks', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { departure: at('18:20') })
      .readFlight(at('12:00'), { departure: at('17:00') });
    expect(t.tasks.map(({ op, kind }) => [op, kind])).toEqual([
      ['open', 'long_delay'],
      ['close', 'long_delay'],
    ]);
  });

  it('are carried by a reminder due in the same turn, which counts as one', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00', '2027-03-02'))
      .readFlight(at('16:20', '2027-03-02'), { departure: at('17:00') })
      .waitUntil(at('18:00', '2027-03-02'));
    expect(t.messageTypes()).toEqual(['reservation_confirmation', '24h_reminder']);
    expect(t.textOf('24h_reminder')).toContain('17:00');
    t.readFlight(at('10:00'), { departure: at('17:20') }).readFlight(at('11:00'), {
      departure: at('17:40'),
    });
    expect(t.news()).toHaveLength(1);
  });
});

describe('what is told of a departure', () => {
  it('is nothing up to 14 minutes later or 9 earlier', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { departure: at('16:34') })
      .readFlight(at('11:00'), { departure: at('16:11') });
    expect(t.news()).toEqual([]);
  });
  it('is a departure ten minutes earlier, with a task', () => {
    const t = Traveller.booked().readFlight(at('10:00'), { departure: at('16:10') });
    expect(t.news().map(({ type }) => type)).toEqual(['departure_moved_earlier']);
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'moved_earlier' }]);
  });
  it('is a delay that shrank where it is not earlier than the ticket, with no task', () => {
    const t = Traveller.booked()
      .readFlight(at('09:00'), { departure: at('17:50') })
      .readFlight(at('10:00'), { departure: at('17:00') });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed', 'departure_moved_earlier']);
    expect(t.tasks).toEqual([]);
  });
  it('is urgent again once it is earlier than the ticket', () => {
    const t = Traveller.booked()
      .readFlight(at('09:00'), { departure: at('17:50') })
      .readFlight(at('10:00'), { departure: at('16:00') });
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'moved_earlier' }]);
    t.readFlight(at('11:00'), { departure: at('16:30') });
    expect(t.tasks.at(-1)).toMatchObject({ op: 'close', reason: 'departure_moved_back' });
  });
  it('is back on time after a delay told by a small threshold, by however little', () => {
    const settings = {
      notification_preferences: { delay_threshold_minutes: 8, earlier_threshold_minutes: 30 },
    };
    const t = Traveller.booked({ settings })
      .readFlight(at('09:00'), { departure: at('16:29') })
      .readFlight(at('10:00'));
    t.readFlight(at('11:00'), { departure: at('16:20') });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed', 'back_on_time']);
  });
  it('is nothing to somebody in the air', () => {
    const t = Traveller.booked().readFlight(at('16:25'), { phase: 'departed' });
    t.readFlight(at('16:30'), { departure: at('17:40'), gate: 'B7' });
    expect(t.news().filter((message) => message.at >= at('16:25'))).toEqual([]);
  });
  it('is one message where several things changed, and it carries the gate', () => {
    const t = Traveller.booked()
      .readFlight(at('14:00'), { gate: 'A1' })
      .readFlight(at('14:30'), { departure: at('17:20'), gate: 'B7' });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed']);
    expect(t.textOf('delayed')).toContain('B7');
  });
});

describe('a flight that is found to have left', () => {
  it('ten minutes before the told departure is told at once at any hour, with a task', () => {
    const trip = aTrip({ departure: at('07:40'), flightKey: 'BA820/LHR-CPH/2027-03-03' });
    const t = Traveller.booked({ trip }).readFlight(at('10:00', '2027-03-02'), {
      scheduledDeparture: at('07:40'),
      departure: at('07:40'),
    });
    t.readFlight(at('02:10'), { phase: 'departed', departure: at('02:00') });
    expect(t.news().map((message) => [message.at, message.type])).toEqual([
      [at('02:10'), 'departure_moved_earlier'],
    ]);
    expect(t.textOf('departure_moved_earlier')).toMatch(/02:00[\s\S]*07:40/);
    expect(t.tasks).toMatchObject([
      { op: 'open', kind: 'moved_earlier', reason: 'departed_before_told' },
    ]);
    t.readFlight(at('04:00'), { phase: 'landed', landedAt: at('03:50') }).waitUntil(at('12:00'));
    expect(t.news().filter(({ type }) => type === 'departure_moved_earlier')).toHaveLength(1);
  });
  it('less than ten minutes before it is no news', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.readFlight(at('16:15'), { phase: 'departed', departure: at('16:11') });
    expect(t.news().filter(({ type }) => type !== 'boarding')).toEqual([]);
    expect(t.tasks).toEqual([]);
  });
  it('breaks the hold after a delay', () => {
    const t = Traveller.booked().readFlight(at('15:30'), { departure: at('17:00') });
    t.readFlight(at('15:40'), { phase: 'departed', departure: at('15:38') });
    expect(t.news().map(({ type }) => type)).toEqual(['delayed', 'departure_moved_earlier']);
  });
  it('and to be down before the told departure welcomes nobody', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.readFlight(at('15:00'), {
      phase: 'landed',
      departure: at('13:00'),
      landedAt: at('14:40'),
    }).waitUntil(at('15:00', '2027-03-04'));
    expect(t.news().map(({ type }) => type)).toEqual(['departure_moved_earlier']);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ subject: 'landing', rule: 'departed_before_told' }),
    );
  });
  it('and to be down after the told departure is welcomed, and that is all', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.readFlight(at('17:30'), {
      phase: 'landed',
      departure: at('15:50'),
      landedAt: at('17:20'),
    }).waitUntil(at('17:42'));
    expect(t.news().map(({ type }) => type)).toContain('landing');
    expect(t.messageTypes()).not.toContain('departure_moved_earlier');
  });
});
