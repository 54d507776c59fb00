import { at, Traveller } from './traveller.ts';

describe('gates', () => {
  it('are silent at first, silent when they vanish, and told once within three hours', () => {
    const t = Traveller.booked()
      .readFlight(at('11:20'), { gate: 'D16' })
      .readFlight(at('14:00'), { gate: 'D19' })
      .readFlight(at('14:10'), { gate: 'D19' });
    expect(t.news().map(({ type }) => type)).toEqual(['gate_change']);
    expect(t.textOf('gate_change')).toContain('D19');
  });
  it('are remembered when they change too early, and never announced by themselves', () => {
    const t = Traveller.booked()
      .readFlight(at('09:00'), { gate: 'D16' })
      .readFlight(at('12:00'), { gate: 'D22' })
      .readFlight(at('14:00'))
      .readFlight(at('15:45'));
    expect(t.news().map(({ type }) => type)).toEqual(['boarding']);
    expect(t.textOf('boarding')).toContain('D22');
  });
  it('that the look at boarding reveals come with the boarding message', () => {
    const t = Traveller.booked()
      .readFlight(at('14:00'), { gate: 'D16' })
      .readFlight(at('15:45'), { gate: 'D19' });
    expect(t.news().map(({ type }) => type)).toEqual(['boarding']);
    expect(t.textOf('boarding')).toContain('D19');
  });
  it('are told when the first one appears after a boarding message that had none', () => {
    const t = Traveller.booked().readFlight(at('15:45')).readFlight(at('15:50'), { gate: 'B41' });
    expect(t.news().map(({ type }) => type)).toEqual(['boarding', 'gate_change']);
  });
  it('are told again when they come back: D16, D19, D16, D19', () => {
    const t = Traveller.booked().readFlight(at('14:00'), { gate: 'D16' });
    for (const [i, gate] of ['D19', 'D16', 'D19'].entries()) t.readFlight(at(`14:2${i}`), { gate });
    expect(t.news()).toHaveLength(3);
  });
  it('carry the told time while a change of departure is held', () => {
    const t = Traveller.booked()
      .readFlight(at('14:20'), { departure: at('16:50'), gate: 'D16' })
      .readFlight(at('14:25'), { departure: at('17:20'), gate: 'D19' });
    expect(t.messages.at(-1)).toMatchObject({ type: 'gate_change' });
    expect(t.textOf('gate_change')).toContain('16:50');
  });
});

describe('a message about where', () => {
  it('names the gate and the terminal, whichever of them changed, and both count as told', () => {
    const t = Traveller.booked()
      .readFlight(at('10:00'), { gate: 'D41', terminal: '1' })
      .readFlight(at('11:00'), { gate: 'B22', terminal: '3' })
      .readFlight(at('14:00'));
    expect(t.news().map(({ type }) => type)).toEqual(['gate_change']);
    expect(t.textOf('gate_change')).toMatch(/B22[\s\S]*3/);
    expect(t.entryOf('gate_change').told).toMatchObject({ gate: 'B22', terminal: '3' });
  });
});

describe('a terminal', () => {
  it('that changes is told within a day of departure, and only remembered before', () => {
    const t = Traveller.booked()
      .readFlight(at('15:00', '2027-03-02'), { terminal: '5' })
      .readFlight(at('16:00', '2027-03-02'), { terminal: '3' });
    expect(t.news()).toEqual([]);
    t.readFlight(at('12:00'), { terminal: '2' });
    expect(t.news().map(({ type }) => type)).toEqual(['gate_change']);
    expect(t.textOf('gate_change')).toContain('2');
  });
});
