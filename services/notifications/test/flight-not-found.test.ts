import type { TaskCommand } from '#shared/ports/actor-store.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a flight that the tracker cannot find', () => {
  /** Three looks in a row did not find it, the last of them at `clock`; the word of it may come later. */
  const notFound = (t: Traveller, clock: string, arrives = clock): void => {
    t.until(at(arrives));
    t.take({
      ...aTripBooked(t.context.trip, {
        id: `30000000-0000-4000-8000-00000000${clock.replace(':', '')}`,
        time: at(clock),
      }),
      type: 'FlightNotFound',
      data: { flightKey: t.context.trip.flightKey, found: null },
    });
  };
  const about = (t: Traveller): string[] =>
    t.tasks
      .filter((task: TaskCommand) => task.kind === 'not_found')
      .map(({ op, reason }) => `${op} ${reason}`);
  const open = (t: Traveller): boolean => t.context.tasks.some(({ kind }) => kind === 'not_found');

  it('is the agency’s to look into', () => {
    const t = Traveller.booked();
    notFound(t, '08:00');
    expect(about(t)).toEqual(['open flight_not_found']);
  });

  it('is so too where it was matched before, until it is found again', () => {
    const t = Traveller.booked().reads(at('08:00'));
    notFound(t, '10:00');
    expect(t.context.tasks).toMatchObject([
      { kind: 'not_found', facts: { lastSeenAt: at('08:00') } },
    ]);
    t.until(at('12:00')).take(
      aTripBooked(t.context.trip, { id: '30000000-0000-4000-8000-000000000001' }),
    );
    expect(open(t)).toBe(true);
    t.reads(at('12:30'));
    expect(about(t)).toEqual(['open flight_not_found', 'close flight_matched']);
  });

  it('is told of each time that it is lost, also where a person has closed the task of the first', () => {
    const t = Traveller.booked().reads(at('08:00'));
    notFound(t, '09:00');
    t.context = { ...t.context, tasks: [] };
    t.reads(at('10:00'));
    notFound(t, '12:00');
    expect(about(t)).toEqual(['open flight_not_found', 'open flight_not_found']);
  });

  it('is none where word of it comes after it was found again', () => {
    const t = Traveller.booked().reads(at('08:00')).reads(at('10:30'));
    notFound(t, '10:00', '10:31');
    expect(about(t)).toEqual([]);
  });

  it.each(['departed', 'landed', 'cancelled', 'diverted'] as const)(
    'is none where it was last seen as %s',
    (phase) => {
      const t = Traveller.booked().reads(at('08:00')).reads(at('10:00'), { phase });
      notFound(t, '11:00');
      expect(about(t)).toEqual([]);
    },
  );

  it('takes nothing back from the traveller, who is called to the gate on the last that is known', () => {
    const t = Traveller.booked().reads(at('08:00'), { gate: 'B7' });
    notFound(t, '10:00');
    t.until(at('16:00'));
    expect(t.types()).toContain('boarding');
  });
});
