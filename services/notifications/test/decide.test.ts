import { hour, minute, plus } from '#shared/domain/instant.ts';
import { aFlightFacts, aTrip, aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

// BA820 LHR–CPH leaves at 16:20 on 3 March 2027 (London is on UTC), booked on 1 March at noon.
const at = (clock: string, date = '2027-03-03') => `${date}T${clock}:00.000Z`;
const told = (traveller: Traveller) =>
  traveller.said.filter((s) => s.type !== 'reservation_confirmation' && s.type !== '24h_reminder');

describe('a trip on which nothing happens', () => {
  it('hears four messages: confirmation, reminder, boarding, landing', () => {
    const t = Traveller.booked();
    t.reads(at('16:20', '2027-03-01'))
      .reads(at('16:20', '2027-03-02'))
      .reads(at('14:30'), { gate: 'A13' })
      .reads(at('15:45'));
    t.reads(at('16:25'), { phase: 'departed', departure: at('16:20') }).reads(at('18:16'), {
      phase: 'landed',
      landedAt: at('18:15'),
      belt: '4',
    });
    t.until(at('09:00', '2027-03-05'));
    expect(t.said.map((s) => [s.at, s.type])).toEqual([
      [at('12:00', '2027-03-01'), 'reservation_confirmation'],
      [at('16:20', '2027-03-02'), '24h_reminder'],
      [at('15:45'), 'boarding'],
      [at('18:16'), 'landing'],
    ]);
    expect(t.text('boarding')).toContain('A13');
    expect(t.timers()).toEqual({});
    expect(t.tasks).toEqual([]);
  });

  it('is called to the gate without a fresh look, a minute and a half later, with the gate to be checked', () => {
    const t = Traveller.booked().reads(at('13:00'), { gate: 'B7' }).until(at('16:00'));
    expect(t.said.at(-1)).toMatchObject({ at: '2027-03-03T15:46:30.000Z', type: 'boarding' });
    expect(t.text('boarding')).toMatch(/B7.*pantallas/);
  });

  it('is called to the gate that the first look shows, where it was booked within the lead', () => {
    const late = aTrip({ insertedAt: at('15:55') });
    const traveller = () => {
      const t = new Traveller({ trip: late });
      t.until(at('15:55')).take(aTripBooked(late));
      return t;
    };
    expect(traveller().reads(at('15:56'), { gate: 'B7' }).types()).toEqual([
      'reservation_confirmation',
      'boarding',
    ]);
    expect(traveller().reads(at('15:56'), { gate: 'B7' }).text('boarding')).toContain('B7');
    expect(traveller().until(at('16:00')).said.at(-1)).toMatchObject({
      at: '2027-03-03T15:56:30.000Z',
      type: 'boarding',
    });
  });

  it('is reminded and called although the flight was never matched', () => {
    expect(Traveller.booked().until(at('16:00')).types()).toEqual([
      'reservation_confirmation',
      '24h_reminder',
      'boarding',
    ]);
  });
});

describe('delays', () => {
  it('are compared with what was told, not with the last reading', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.reads(at('11:00'), { departure: at('16:30') })
      .reads(at('12:00'), { departure: at('16:40') })
      .reads(at('13:00'), { departure: at('16:50') });
    expect(told(t).map((s) => [s.at, s.type])).toEqual([[at('12:00'), 'delayed']]);
    expect(t.text('delayed')).toContain('16:40');
    expect(t.text('delayed')).toContain('16:20');
  });

  it('need half an hour from the third message on', () => {
    const t = Traveller.booked()
      .reads(at('10:00'), { departure: at('16:40') })
      .reads(at('11:00'), { departure: at('17:00') });
    t.reads(at('12:00'), { departure: at('17:20') }).reads(at('13:00'), { departure: at('17:30') });
    expect(told(t).map((s) => s.at)).toEqual([at('10:00'), at('11:00'), at('13:00')]);
    expect(t.text('delayed')).toContain('17:00');
  });

  it('are held for a quarter of an hour after one, and the latest is never lost', () => {
    const t = Traveller.booked()
      .reads(at('12:00'), { departure: at('16:50') })
      .reads(at('12:05'), { departure: at('17:10') })
      .reads(at('12:10'), { departure: at('17:30') })
      .until(at('12:30'));
    expect(told(t).map((s) => s.at)).toEqual([at('12:00'), at('12:15')]);
    expect(t.text('delayed')).toContain('17:30');
  });

  it('say nothing when A goes to B and back to A within the pause', () => {
    const t = Traveller.booked()
      .reads(at('12:00'), { departure: at('16:50') })
      .reads(at('12:05'), { departure: at('17:10') })
      .reads(at('12:10'), { departure: at('16:50') })
      .until(at('12:40'));
    expect(told(t)).toHaveLength(1);
  });

  it('break the pause when the flight goes earlier again, once two readings a minute apart say so', () => {
    const t = Traveller.booked()
      .reads(at('12:00'), { departure: at('17:20') })
      .reads(at('12:05'), { departure: at('16:50') });
    expect(told(t)).toHaveLength(1);
    t.reads(at('12:06'), { departure: at('16:50') });
    expect(told(t).map((s) => s.type)).toEqual(['delayed', 'departure_moved_earlier']);
  });

  it('break the pause at once by a push', () => {
    const t = Traveller.booked()
      .reads(at('12:00'), { departure: at('17:20') })
      .reads(at('12:02'), { departure: at('16:21'), source: 'push' });
    expect(told(t).map((s) => s.type)).toEqual(['delayed', 'back_on_time']);
  });

  it('are no end of a delay for who was only told a later time by an edit of the agency', () => {
    const t = Traveller.booked()
      .reads(at('10:00'))
      .edited(at('11:00'), { departure: at('17:20') });
    expect(told(t).map((s) => s.type)).toEqual(['trip_changed', 'departure_moved_earlier']);
    expect(t.text('departure_moved_earlier')).toContain('16:20');
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'moved_earlier' }]);
  });

  it('are told again in a new episode: 17:00, 16:20, 17:00', () => {
    const t = Traveller.booked()
      .reads(at('10:00'), { departure: at('17:00') })
      .reads(at('11:00'), { departure: at('16:20') })
      .reads(at('12:00'), { departure: at('17:00') });
    expect(told(t).map((s) => s.type)).toEqual(['delayed', 'back_on_time', 'delayed']);
    expect(new Set(t.effects.map((e) => e.key)).size).toBe(t.effects.length);
  });

  it('wait at night until getting up, four hours before departure', () => {
    const trip = aTrip({ departure: at('08:00'), flightKey: 'BA820/LHR-CPH/2027-03-03' });
    const t = Traveller.booked({ trip });
    t.reads(at('22:00', '2027-03-02'), {
      scheduledDeparture: at('08:00'),
      departure: at('08:40'),
    }).until(at('07:00'));
    expect(told(t).map((s) => [s.at, s.type])).toEqual([[at('04:00'), 'delayed']]);
  });

  it('of ten at night that are gone at seven wake nobody', () => {
    const t = Traveller.booked()
      .reads(at('22:00', '2027-03-02'), { departure: at('17:00') })
      .reads(at('07:00'), { departure: at('16:20') })
      .until(at('09:30'));
    expect(told(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'held', subject: 'delayed', rule: 'quiet_hours' }),
    );
  });

  it('of two hours open a task that closes when the delay shrinks', () => {
    const t = Traveller.booked()
      .reads(at('10:00'), { departure: at('18:20') })
      .reads(at('12:00'), { departure: at('17:00') });
    expect(t.tasks.map((k) => [k.op, k.kind])).toEqual([
      ['open', 'long_delay'],
      ['open', 'moved_earlier'],
      ['close', 'long_delay'],
    ]);
  });

  it('are carried by a reminder due in the same turn, which counts as one', () => {
    const t = Traveller.booked()
      .reads(at('10:00', '2027-03-02'))
      .reads(at('16:20', '2027-03-02'), { departure: at('17:00') })
      .until(at('18:00', '2027-03-02'));
    expect(t.types()).toEqual(['reservation_confirmation', '24h_reminder']);
    expect(t.text('24h_reminder')).toContain('17:00');
    t.reads(at('10:00'), { departure: at('17:20') }).reads(at('11:00'), { departure: at('17:40') });
    expect(told(t)).toHaveLength(1);
  });
});

describe('gates', () => {
  it('are silent at first, silent when they vanish, and told once within three hours', () => {
    const t = Traveller.booked()
      .reads(at('11:20'), { gate: 'D16' })
      .reads(at('14:00'), { gate: 'D19' })
      .reads(at('14:10'), { gate: 'D19' });
    expect(told(t).map((s) => s.type)).toEqual(['gate_change']);
    expect(t.text('gate_change')).toContain('D19');
  });
  it('are remembered when they change too early, and never announced by themselves', () => {
    const t = Traveller.booked()
      .reads(at('09:00'), { gate: 'D16' })
      .reads(at('12:00'), { gate: 'D22' })
      .reads(at('14:00'))
      .reads(at('15:45'));
    expect(told(t).map((s) => s.type)).toEqual(['boarding']);
    expect(t.text('boarding')).toContain('D22');
  });
  it('that the look at boarding reveals come with the boarding message', () => {
    const t = Traveller.booked()
      .reads(at('14:00'), { gate: 'D16' })
      .reads(at('15:45'), { gate: 'D19' });
    expect(told(t).map((s) => s.type)).toEqual(['boarding']);
    expect(t.text('boarding')).toContain('D19');
  });
  it('are told when the first one appears after a boarding message that had none', () => {
    const t = Traveller.booked().reads(at('15:45')).reads(at('15:50'), { gate: 'B41' });
    expect(told(t).map((s) => s.type)).toEqual(['boarding', 'gate_change']);
  });
  it('are told again when they come back: D16, D19, D16, D19', () => {
    const t = Traveller.booked().reads(at('14:00'), { gate: 'D16' });
    for (const [i, gate] of ['D19', 'D16', 'D19'].entries()) t.reads(at(`14:2${i}`), { gate });
    expect(told(t)).toHaveLength(3);
  });
  it('carry the told time while a change of departure is held', () => {
    const t = Traveller.booked()
      .reads(at('14:20'), { departure: at('16:50'), gate: 'D16' })
      .reads(at('14:25'), { departure: at('17:20'), gate: 'D19' });
    expect(t.said.at(-1)).toMatchObject({ type: 'gate_change' });
    expect(t.text('gate_change')).toContain('16:50');
  });
});

describe('boarding', () => {
  it('moves with the delay', () => {
    const t = Traveller.booked()
      .reads(at('13:00'), { departure: at('17:20') })
      .reads(at('16:45'));
    expect(t.said.at(-1)).toMatchObject({ at: at('16:45'), type: 'boarding' });
  });
  it.each([
    ['forty minutes told after it', '17:00', ['boarding', 'delayed', 'boarding']],
    ['fifteen minutes told after it', '16:35', ['boarding', 'delayed']],
    ['ten minutes, not told', '16:30', ['boarding']],
  ])('is called again, or not, after %s', (_, departure, types) => {
    const t = Traveller.booked()
      .reads(at('15:45'), { gate: 'A10' })
      .reads(at('15:50'), { departure: at(departure) })
      .reads(plus(at(departure), -35 * minute))
      .until(at('16:50'));
    expect(told(t).map((s) => s.type)).toEqual(types);
  });
});

describe('cancellations', () => {
  it('are told once, suppression the rest and open a task; a reinstatement brings the rest back and closes it', () => {
    const t = Traveller.booked()
      .reads(at('12:00'), { phase: 'cancelled' })
      .reads(at('12:30'))
      .until(at('13:00'));
    expect(told(t).map((s) => s.type)).toEqual(['cancelled']);
    expect(t.timers()).toEqual({});
    t.reads(at('14:00'), { phase: 'scheduled' }).reads(at('15:45'));
    expect(told(t).map((s) => s.type)).toEqual(['cancelled', 'reinstated', 'boarding']);
    expect(t.tasks.map((k) => [k.op, k.kind])).toEqual([
      ['open', 'cancelled'],
      ['close', 'cancelled'],
    ]);
    t.reads(at('15:50'), { phase: 'cancelled' });
    expect(told(t).at(-1)?.type).toBe('cancelled');
  });
  it('at night wait only if twelve hours are left after the quiet hours', () => {
    const early = Traveller.booked().reads(at('02:00'), { phase: 'cancelled' });
    expect(told(early).map((s) => s.type)).toEqual(['cancelled']);
    const trip = aTrip({ departure: at('22:30') });
    const late = Traveller.booked({ trip }).reads(at('02:00'), {
      scheduledDeparture: at('22:30'),
      departure: at('22:30'),
      phase: 'cancelled',
    });
    expect(told(late)).toEqual([]);
    expect(told(late.until(at('10:00'))).map((s) => [s.at, s.type])).toEqual([
      [at('09:00'), 'cancelled'],
    ]);
  });
  it('that were told and flew after all bring neither reinstated nor landing, but a task', () => {
    const t = Traveller.booked()
      .reads(at('12:00'), { phase: 'cancelled' })
      .reads(at('16:30'), { phase: 'departed' })
      .reads(at('18:20'), { phase: 'landed', landedAt: at('18:15') })
      .until(at('12:00', '2027-03-04'));
    expect(told(t).map((s) => s.type)).toEqual(['cancelled']);
    expect(t.tasks.at(-1)).toMatchObject({
      op: 'open',
      kind: 'cancelled',
      reason: 'departed_after_cancellation',
    });
  });
});

describe('messages that do not arrive', () => {
  it('put the baseline back: what failed for the moment is decided again', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.fate = 'FAILED';
    t.reads(at('12:00'), { departure: at('17:00') });
    t.fate = 'SENT';
    t.reads(at('12:10'));
    expect(told(t).map((s) => [s.at, s.type])).toEqual([[at('12:10'), 'delayed']]);
    expect(new Set(t.effects.filter((e) => e.type === 'delayed').map((e) => e.key)).size).toBe(1);
  });
  it('are not sent again at every look after a permanent error', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.fate = 'FAILED for good';
    t.reads(at('12:00'), { departure: at('17:00') })
      .reads(at('13:00'))
      .reads(at('13:10'));
    expect(t.effects.filter((e) => e.type === 'delayed')).toHaveLength(1);
  });
  it('are overtaken by newer facts while they wait', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.fate = 'PENDING';
    t.reads(at('12:00'), { departure: at('17:00') });
    t.fate = 'SENT';
    t.reads(at('12:02'), { departure: at('17:30') });
    expect(
      told(t)
        .map((s) => s.text)
        .join(),
    ).toContain('17:30');
    expect(t.context.ledger.find((e) => e.status === 'DROPPED')).toMatchObject({
      reason: 'overtaken',
    });
  });
  it('are dropped while they wait when they are no longer true', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.fate = 'PENDING';
    t.reads(at('12:00'), { departure: at('17:00') });
    t.fate = 'SENT';
    t.reads(at('12:02'), { departure: at('16:20') });
    expect(told(t)).toEqual([]);
    expect(t.context.ledger.at(-1)).toMatchObject({ status: 'DROPPED', reason: 'no_longer_true' });
  });
});

describe('an opted-out traveller', () => {
  it('hears nothing, and every suppression has its reason', () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    t.reads(at('12:00'), { departure: at('17:00') }).reads(at('16:25'));
    expect(told(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'suppressed', subject: 'boarding', rule: 'opted_out' }),
    );
  });
  it('who is booked on a cancelled flight has a reason for each suppression, the confirmation included', () => {
    const t = new Traveller();
    t.context = { ...t.context, optedOut: true, flight: aFlightFacts({ phase: 'cancelled' }) };
    t.take(aTripBooked(t.context.trip));
    expect(t.reasons.filter((r) => r.rule === 'opted_out').map((r) => r.subject)).toEqual([
      'reservation_confirmation',
      'cancelled',
    ]);
  });
  it('is told of a change after coming back, but not what is over', () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    t.reads(at('12:00'), { departure: at('17:00') });
    t.context = { ...t.context, optedOut: false };
    t.reads(at('13:00'));
    expect(told(t).map((s) => s.type)).toEqual(['delayed']);
    expect(t.types()).not.toContain('24h_reminder');
  });
});

describe('landing', () => {
  it('waits for the morning at the destination, then without the belt', () => {
    const t = Traveller.booked()
      .reads(at('16:30'), { phase: 'departed' })
      .reads(at('22:30'), { phase: 'landed', landedAt: at('22:20'), belt: '4' });
    expect(t.types()).not.toContain('landing');
    t.until(at('10:00', '2027-03-04'));
    expect(t.said.at(-1)).toMatchObject({ at: at('08:00', '2027-03-04'), type: 'landing' });
    expect(t.text('landing')).not.toContain('*4*');
  });
  it('is dropped when it is stale or the next leg is boarding', () => {
    const stale = Traveller.booked().reads(at('12:00', '2027-03-04'), {
      phase: 'landed',
      landedAt: at('18:15'),
    });
    expect(stale.types()).not.toContain('landing');
    const connecting = Traveller.booked({
      nextLeg: {
        tripId: 'b3f4a1de-2f8e-4f3a-9b55-2d1f6f9d2b10',
        departure: plus(at('18:20'), hour / 2),
      },
    });
    connecting.reads(at('18:20'), { phase: 'landed', landedAt: at('18:15') });
    expect(connecting.types()).not.toContain('landing');
    expect(connecting.reasons).toContainEqual(
      expect.objectContaining({ subject: 'landing', rule: 'next_leg_boarding' }),
    );
  });
});

describe('what is told of a departure', () => {
  it('is nothing up to 14 minutes later or 9 earlier', () => {
    const t = Traveller.booked()
      .reads(at('10:00'), { departure: at('16:34') })
      .reads(at('11:00'), { departure: at('16:11') });
    expect(told(t)).toEqual([]);
  });
  it('is a departure ten minutes earlier, with a task', () => {
    const t = Traveller.booked().reads(at('10:00'), { departure: at('16:10') });
    expect(told(t).map((s) => s.type)).toEqual(['departure_moved_earlier']);
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'moved_earlier' }]);
  });
  it('is nothing to somebody in the air', () => {
    const t = Traveller.booked().reads(at('16:25'), { phase: 'departed' });
    t.reads(at('16:30'), { departure: at('17:40'), gate: 'B7' });
    expect(told(t).filter((s) => s.at >= at('16:25'))).toEqual([]);
  });
  it('is one message where several things changed, and it carries the gate', () => {
    const t = Traveller.booked()
      .reads(at('14:00'), { gate: 'A1' })
      .reads(at('14:30'), { departure: at('17:20'), gate: 'B7' });
    expect(told(t).map((s) => s.type)).toEqual(['delayed']);
    expect(t.text('delayed')).toContain('B7');
  });
});

describe('a terminal', () => {
  it('that changes is told within a day of departure, and only remembered before', () => {
    const t = Traveller.booked()
      .reads(at('15:00', '2027-03-02'), { terminal: '5' })
      .reads(at('16:00', '2027-03-02'), { terminal: '3' });
    expect(told(t)).toEqual([]);
    t.reads(at('12:00'), { terminal: '2' });
    expect(told(t).map((s) => s.type)).toEqual(['gate_change']);
    expect(t.text('gate_change')).toContain('2');
  });
});

describe('a diverted flight', () => {
  const gothenburg = { iata: 'GOT', zone: 'Europe/Stockholm', city: 'Gothenburg', name: null };
  it('is told once, with the new airport and its code, also where it is first seen after landing; no landing follows', () => {
    const t = Traveller.booked()
      .reads(at('16:25'), { phase: 'departed' })
      .reads(at('18:40'), { phase: 'diverted', divertedTo: gothenburg, landedAt: at('18:30') })
      .reads(at('18:50'))
      .until(at('12:00', '2027-03-04'));
    expect(
      told(t)
        .filter((s) => s.type !== 'boarding')
        .map((s) => s.type),
    ).toEqual(['diverted']);
    expect(t.text('diverted')).toMatch(/Gothenburg.*GOT|GOT.*Gothenburg/s);
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'diverted' }]);
  });
  it('is told at night', () => {
    const t = Traveller.booked().reads(at('21:30'), {
      phase: 'diverted',
      divertedTo: gothenburg,
      departure: at('20:30'),
    });
    expect(t.said.at(-1)).toMatchObject({ at: at('21:30'), type: 'diverted' });
  });
});

describe('a reminder', () => {
  it('carries one line of the agency, cut at 120 characters, and nothing else of the metadata', () => {
    const long = `Bring your\n visa ${'x'.repeat(200)}`;
    const trip = aTrip({ metadata: { custom_message: long, internal_note: 'VIP, difficult' } });
    const t = Traveller.booked({ trip }).until(at('17:00', '2027-03-02'));
    expect(t.text('24h_reminder')).toContain(`Bring your visa ${'x'.repeat(104)}`);
    expect(t.text('24h_reminder')).not.toContain('x'.repeat(105));
    expect(t.text('24h_reminder')).not.toContain('VIP');
  });
  it('that was not sent before a cancellation goes out with the reinstatement where more than three hours remain', () => {
    const flown = (clock: string) =>
      Traveller.booked()
        .reads(at('12:00', '2027-03-02'), { phase: 'cancelled' })
        .reads(at(clock), { phase: 'scheduled' });
    expect(flown('13:00').types()).toContain('24h_reminder');
    expect(flown('13:25').types()).not.toContain('24h_reminder');
  });
  it('is not sent where the agency wants none', () => {
    const t = Traveller.booked({
      settings: { notification_preferences: { reminder_enabled: false } },
    }).until(at('16:00'));
    expect(t.types()).not.toContain('24h_reminder');
  });
});

describe('a task', () => {
  it('about an earlier departure closes itself when the departure is back', () => {
    const t = Traveller.booked()
      .reads(at('10:00'), { departure: at('15:50') })
      .reads(at('12:00'), { departure: at('16:20') });
    expect(t.tasks).toMatchObject([
      { op: 'open', kind: 'moved_earlier' },
      { op: 'close', kind: 'moved_earlier', reason: 'departure_moved_back' },
    ]);
  });
});
