import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a traveller who opted out with another agency that writes from the same number', () => {
  const silenced = (optedOutElsewhere = true) => {
    const t = Traveller.booked().reads(at('11:00'));
    t.context = { ...t.context, optedOut: true, optedOutElsewhere };
    return t;
  };
  const opened = (t: Traveller) =>
    t.tasks.filter((task) => task.op === 'open' && task.kind === 'opted_out');
  const open = (t: Traveller) => t.context.tasks.some((task) => task.kind === 'opted_out');

  it('is told nothing, and this agency hears of it once, when there is something to tell', () => {
    const t = silenced().reads(at('11:10'));
    expect(opened(t)).toEqual([]);
    const before = t.said.length;
    t.reads(at('12:00'), { departure: at('18:00') });
    t.reads(at('12:30'), { departure: at('19:00') });
    expect(t.said).toHaveLength(before);
    expect(opened(t)).toEqual([
      { op: 'open', kind: 'opted_out', tripId: t.context.trip.id, reason: 'phone_only', facts: {} },
    ]);
  });

  it('is heard again after the opt-in, which closes the task', () => {
    const t = silenced();
    t.reads(at('12:00'), { departure: at('18:00') });
    expect(open(t)).toBe(true);
    t.context = { ...t.context, optedOut: false, optedOutElsewhere: false };
    t.reads(at('12:30'));
    expect(open(t)).toBe(false);
    expect(t.types()).toContain('delayed');
  });

  it('opens no second task where the agency heard it itself', () => {
    const t = silenced(false);
    t.reads(at('12:00'), { departure: at('18:00') });
    expect(opened(t)).toEqual([]);
  });
});
