import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

describe('a flight that the tracker cannot find', () => {
  /** Three looks in a row did not find it, the last at `clock`; the event may come later. */
  const failToFind = (t: Traveller, clock: string, receivedAt = clock): void => {
    t.waitUntil(at(receivedAt));
    t.receive({
      ...t.envelope(at(clock)),
      type: 'FlightNotFound',
      data: { flightKey: t.context.trip.flightKey, found: null },
    });
  };
  const taskHistory = (t: Traveller): string[] =>
    t.tasks
      .filter((task: TaskCommand) => task.kind === 'not_found')
      .map(({ op, reason }) => `${op} ${reason}`);
  const isOpen = (t: Traveller): boolean =>
    t.context.tasks.some(({ kind }) => kind === 'not_found');

  it('is the agency’s to look into', () => {
    const t = Traveller.booked();
    failToFind(t, '08:00');
    expect(taskHistory(t)).toEqual(['open flight_not_found']);
  });

  it('is so even where it was matched before, until it is found again', () => {
    const t = Traveller.booked().readFlight(at('08:00'));
    failToFind(t, '10:00');
    expect(t.context.tasks).toMatchObject([
      { kind: 'not_found', facts: { lastSeenAt: at('08:00') } },
    ]);
    t.waitUntil(at('12:00')).receive(aTripBooked(t.context.trip));
    expect(isOpen(t)).toBe(true);
    t.readFlight(at('12:30'));
    expect(taskHistory(t)).toEqual(['open flight_not_found', 'close flight_matched']);
  });

  it('opens a task each time that it is lost, even if a person closed the first one', () => {
    const t = Traveller.booked().readFlight(at('08:00'));
    failToFind(t, '09:00');
    t.context = { ...t.context, tasks: [] };
    t.readFlight(at('10:00'));
    failToFind(t, '12:00');
    expect(taskHistory(t)).toEqual(['open flight_not_found', 'open flight_not_found']);
  });

  it('opens none where the event comes after it was found again', () => {
    const t = Traveller.booked().readFlight(at('08:00')).readFlight(at('10:30'));
    failToFind(t, '10:00', '10:31');
    expect(taskHistory(t)).toEqual([]);
  });

  it.each(['departed', 'landed', 'cancelled', 'diverted'] as const)(
    'opens none where it was last seen as %s',
    (phase) => {
      const t = Traveller.booked().readFlight(at('08:00')).readFlight(at('10:00'), { phase });
      failToFind(t, '11:00');
      expect(taskHistory(t)).toEqual([]);
    },
  );

  it('does not keep the traveller from being called to the gate on the last known facts', () => {
    const t = Traveller.booked().readFlight(at('08:00'), { gate: 'B7' });
    failToFind(t, '10:00');
    t.waitUntil(at('16:00'));
    expect(t.messageTypes()).toContain('boarding');
  });
});
