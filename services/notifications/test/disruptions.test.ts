import { aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

describe('cancellations', () => {
  it('are told once, end other messages and open a task, until a reinstatement', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { phase: 'cancelled' })
      .readFlight(at('12:30'))
      .waitUntil(at('13:00'));
    expect(t.news().map(({ type }) => type)).toEqual(['cancelled']);
    expect(t.timers()).toEqual({});
    t.readFlight(at('14:00'), { phase: 'scheduled' }).readFlight(at('15:45'));
    expect(t.news().map(({ type }) => type)).toEqual(['cancelled', 'reinstated', 'boarding']);
    expect(t.tasks.map(({ op, kind }) => [op, kind])).toEqual([
      ['open', 'cancelled'],
      ['close', 'cancelled'],
    ]);
    t.readFlight(at('15:50'), { phase: 'cancelled' });
    expect(t.news().at(-1)?.type).toBe('cancelled');
  });
  it('at night wait only if twelve hours are left after the quiet hours', () => {
    const early = Traveller.booked().readFlight(at('02:00'), { phase: 'cancelled' });
    expect(early.news().map(({ type }) => type)).toEqual(['cancelled']);
    const trip = aTrip({ departure: at('22:30') });
    const late = Traveller.booked({ trip }).readFlight(at('02:00'), {
      scheduledDeparture: at('22:30'),
      departure: at('22:30'),
      phase: 'cancelled',
    });
    expect(late.news()).toEqual([]);
    expect(
      late
        .answerLook(at('09:00'))
        .news()
        .map((message) => [message.at, message.type]),
    ).toEqual([[at('09:00'), 'cancelled']]);
  });
  it('that were told and flew after all bring neither reinstated nor landing, but a task', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { phase: 'cancelled' })
      .readFlight(at('16:30'), { phase: 'departed' })
      .readFlight(at('18:20'), { phase: 'landed', landedAt: at('18:15') })
      .waitUntil(at('12:00', '2027-03-04'));
    expect(t.news().map(({ type }) => type)).toEqual(['cancelled']);
    expect(t.tasks.at(-1)).toMatchObject({
      op: 'open',
      kind: 'cancelled',
      reason: 'departed_after_cancellation',
    });
  });
});

describe('a flight that is on again', () => {
  it('at a past time is not told, and its task stays open until one to come is known', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { phase: 'cancelled' })
      .readFlight(at('17:30'), { phase: 'scheduled' });
    expect(t.news().map(({ type }) => type)).toEqual(['cancelled']);
    expect(t.tasks.map(({ op }) => op)).toEqual(['open']);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'suppressed',
        subject: 'reinstated',
        rule: 'time_is_past',
      }),
    );
    t.readFlight(at('18:00'), { departure: at('21:00') });
    expect(t.news().map(({ type }) => type)).toEqual(['cancelled', 'reinstated']);
    expect(t.tasks).toContainEqual(expect.objectContaining({ op: 'close', kind: 'cancelled' }));
  });
});

describe('a diverted flight', () => {
  const gothenburg = { iata: 'GOT', zone: 'Europe/Stockholm', city: 'Gothenburg', name: null };
  it('is told once, with the new airport, even if first seen on landing, and no welcome', () => {
    const t = Traveller.booked()
      .readFlight(at('16:25'), { phase: 'departed' })
      .readFlight(at('18:40'), { phase: 'diverted', divertedTo: gothenburg, landedAt: at('18:30') })
      .readFlight(at('18:50'))
      .waitUntil(at('12:00', '2027-03-04'));
    expect(
      t
        .news()
        .filter(({ type }) => type !== 'boarding')
        .map(({ type }) => type),
    ).toEqual(['diverted']);
    expect(t.textOf('diverted')).toMatch(/Gotemburgo \(GOT\)/);
    expect(t.tasks).toMatchObject([{ op: 'open', kind: 'diverted' }]);
  });
  it('after a told cancellation is another matter: the agency hears that it flew', () => {
    const t = Traveller.booked()
      .readFlight(at('12:00'), { phase: 'cancelled' })
      .readFlight(at('18:40'), { phase: 'diverted', divertedTo: gothenburg });
    expect(t.tasks.filter(({ op }) => op === 'open').map(({ reason }) => reason)).toEqual([
      'flight_cancelled',
      'flight_diverted',
      'departed_after_cancellation',
    ]);
  });
  it('is told at night', () => {
    const t = Traveller.booked().readFlight(at('21:30'), {
      phase: 'diverted',
      divertedTo: gothenburg,
      departure: at('20:30'),
    });
    expect(t.messages.at(-1)).toMatchObject({ at: at('21:30'), type: 'diverted' });
  });
});
