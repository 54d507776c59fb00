import { at, Traveller } from './traveller.ts';

describe('a traveller who opted out with another agency that writes from the same number', () => {
  const optedOut = (optedOutElsewhere = true) => {
    const t = Traveller.booked().readFlight(at('11:00'));
    t.context = { ...t.context, optedOut: true, optedOutElsewhere };
    return t;
  };
  const openedTasks = (t: Traveller) =>
    t.tasks.filter((task) => task.op === 'open' && task.kind === 'opted_out');
  const isOpen = (t: Traveller) => t.context.tasks.some((task) => task.kind === 'opted_out');

  it('is told nothing, and this agency hears of it once, when there is something to tell', () => {
    const t = optedOut().readFlight(at('11:10'));
    expect(openedTasks(t)).toEqual([]);
    const before = t.messages.length;
    t.readFlight(at('12:00'), { departure: at('18:00') });
    t.readFlight(at('12:30'), { departure: at('19:00') });
    expect(t.messages).toHaveLength(before);
    expect(openedTasks(t)).toEqual([
      { op: 'open', kind: 'opted_out', tripId: t.context.trip.id, reason: 'phone_only', facts: {} },
    ]);
  });

  it('is heard again after the opt-in, which closes the task', () => {
    const t = optedOut();
    t.readFlight(at('12:00'), { departure: at('18:00') });
    expect(isOpen(t)).toBe(true);
    t.context = { ...t.context, optedOut: false, optedOutElsewhere: false };
    t.readFlight(at('12:30'));
    expect(isOpen(t)).toBe(false);
    expect(t.messageTypes()).toContain('delayed');
  });

  it('opens no second task where the agency heard it itself', () => {
    const t = optedOut(false);
    t.readFlight(at('12:00'), { departure: at('18:00') });
    expect(openedTasks(t)).toEqual([]);
  });
});
