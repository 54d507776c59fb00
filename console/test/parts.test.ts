import { lineThrough } from '../api/clock.ts';
import { writtenIn } from '../pages/import/written.ts';
import { hoursOf, writtenHours } from '../pages/settings/hours.ts';
import { commandOf } from '../parts/commands.ts';
import { heldRows } from '../parts/held-order.ts';
import { axisOf } from '../parts/leg-axis.ts';
import { windowOf } from '../parts/use-window.ts';

const hour = 3_600_000;

describe('the axis of a journey', () => {
  const leg = (departure: number, hours: number) => ({
    scheduled: departure * hour,
    departure: departure * hour,
    arrival: (departure + hours) * hour,
  });

  it('draws flights and connections to one scale', () => {
    const { legs, width } = axisOf([leg(0, 4), leg(6, 8)], 1080, 40);
    const [first, second] = legs.map(({ from, to }) => to - from);
    expect(second).toBeCloseTo(2 * (first ?? 0));
    expect((legs[1]?.from ?? 0) - (legs[0]?.to ?? 0)).toBeCloseTo((first ?? 0) / 2);
    expect(width).toBeCloseTo(1080);
  });

  it('draws a stay as a break, and no leg too narrow to read', () => {
    const { legs, width } = axisOf([leg(0, 1), leg(100, 12)], 360, 40);
    expect(legs.map(({ brokenMs }) => brokenMs)).toEqual([null, 99 * hour]);
    expect(Math.min(...legs.map(({ from, to }) => to - from))).toBe(120);
    expect(width).toBeGreaterThan(360);
  });

  it('knows where an instant lies, before, within and after', () => {
    const { at, legs } = axisOf([leg(0, 2), leg(4, 2)], 800, 40);
    expect(at(-hour)).toBeLessThan(legs[0]?.from ?? 0);
    expect(at(hour)).toBeCloseTo(((legs[0]?.from ?? 0) + (legs[0]?.to ?? 0)) / 2);
    expect(at(9 * hour)).toBeGreaterThan(legs[1]?.to ?? 0);
  });
});

describe('rows that are pointed at', () => {
  const row = (id: string, text = id) => ({ id, text });

  it('stay where they are, as they are now', () => {
    const { rows, fresh } = heldRows([row('a'), row('b')], [row('c'), row('b', 'new'), row('a')]);
    expect(rows.map(({ row: { text } }) => text)).toEqual(['a', 'new']);
    expect(fresh).toBe(1);
  });

  it('have what comes after all of them behind, where it moves nothing', () => {
    const { rows, fresh } = heldRows(
      [row('a'), row('b')],
      [row('b'), row('a'), row('c'), row('d')],
    );
    expect(rows.map(({ row: { id } }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(fresh).toBe(0);
  });

  it('stay in their place, marked, where they would have left', () => {
    const { rows } = heldRows([row('a'), row('b')], [row('b')]);
    expect(rows.map(({ isGone }) => isGone)).toEqual([true, false]);
  });
});

describe('a long list', () => {
  it('draws what is in sight and a little beside it, wherever it is', () => {
    const view = (top: number) => windowOf(top, 800, 100);
    expect(view(150)).toEqual({ from: 0, to: 24, height: 100 });
    const { from, to } = view(-250_000);
    expect(from).toBeLessThanOrEqual(2_488);
    expect(to).toBeGreaterThanOrEqual(2_520);
    expect(to - from).toBeLessThan(50);
  });
  it('draws the same while it is scrolled by less than a few rows', () =>
    expect(windowOf(-6_010, 800, 100)).toEqual(windowOf(-6_190, 800, 100)));
});

describe('the agents’ clock', () => {
  it('runs as fast as two readings say', () => {
    const first = lineThrough(null, { agents: 0, ours: 0 });
    expect(first.rate).toBe(1);
    expect(lineThrough(first, { agents: 600_000, ours: 10_000 }).rate).toBe(60);
  });
  it('is real where an answer only took a little longer', () => {
    const first = lineThrough(null, { agents: 0, ours: 0 });
    expect(lineThrough(first, { agents: 10_400, ours: 10_000 }).rate).toBe(1);
  });
  it('takes no speed from readings that are too near', () => {
    const first = lineThrough(null, { agents: 0, ours: 0 });
    expect(lineThrough(first, { agents: 5_000, ours: 1_000 })).toBe(first);
  });
});

describe('keys', () => {
  const command = (key: string, label: string, whileWriting = false) => ({
    key,
    label,
    whileWriting,
    run: () => undefined,
  });
  const layers = [
    { isEverywhere: true, commands: [command('mod+k', 'find', true), command('e', 'everywhere')] },
    { isEverywhere: false, commands: [command('e', 'here')] },
  ];

  it('do what is nearest', () => expect(commandOf(layers, 'e', false)?.label).toBe('here'));
  it('are letters for whoever writes', () => {
    expect(commandOf(layers, 'e', true)).toBeUndefined();
    expect(commandOf(layers, 'mod+k', true)?.label).toBe('find');
  });
});

describe('what a file says of a row', () => {
  const of = (flight: string) => writtenIn({ passenger: 'RUIZ/ANA', phone: null, flight });

  it('is what its columns say', () =>
    expect(of('AR1690 AEP-BRQQ 03/04/2027 7:15')).toEqual({
      passenger: 'RUIZ/ANA',
      phone: '',
      flight: 'AR1690',
      origin: 'AEP',
      destination: 'BRQQ',
      date: '03/04/2027',
      time: '7:15',
    }));
  it('leaves out what it does not', () =>
    expect(of('AEP- 3 de abril')).toMatchObject({
      flight: '',
      origin: 'AEP',
      destination: '',
      date: '3 de abril',
      time: undefined,
    }));
  it('is not guessed where the flight is written otherwise', () =>
    expect(of('AR-1690')).toEqual({ passenger: 'RUIZ/ANA', phone: '', date: '', time: undefined }));
});

describe('hours as people write them', () => {
  it.each([
    [
      '09:00-13:00, 14:00-18:00',
      [
        { from: '09:00', to: '13:00' },
        { from: '14:00', to: '18:00' },
      ],
    ],
    ['9-18', [{ from: '09:00', to: '18:00' }]],
    ['', null],
    ['a ratos', 'unread'],
  ] as const)('reads %s', (text, hours) => expect(hoursOf(text)).toEqual(hours));
  it('writes what it read', () =>
    expect(writtenHours([{ from: '09:00', to: '13:00' }])).toBe('09:00-13:00'));
});
