import { compose, type Words } from '../compose.ts';
import { boarding, delayed, departure, flying, reader, reminder, route } from './words.ts';

describe('what counts as told', () => {
  const said = (words: Words, without = 'nothing') =>
    compose(reader('es'), words, (name) => !name.includes(without)).said;
  const known = { gate: 'A12', terminal: '5' };

  it('is departure, gate and terminal of a message that has a place for them', () => {
    const all = { departure: departure.at, ...known };
    for (const words of [
      delayed,
      reminder,
      boarding,
      { type: 'back_on_time', ...flying },
      { type: 'reinstated', ...flying },
      { ...delayed, type: 'departure_moved_earlier', kind: 'earlier' },
      { ...delayed, type: 'departure_moved_earlier', kind: 'shrank' },
      { type: 'gate_change', ...flying, what: 'terminal', isFirst: false },
      { type: 'gate_change', ...flying, what: 'gate', isFirst: true },
    ] as const)
      expect(said({ ...words, ...known })).toEqual(all);
  });

  it('is less where a poorer template stood in', () => {
    expect(said({ ...delayed, ...known }, 'where')).toEqual({ departure: departure.at });
    expect(said({ ...boarding, ...known }, 'gate')).toEqual({
      departure: departure.at,
      gate: null,
      terminal: '5',
    });
  });

  it('is that no gate is known, in a call without one', () => {
    expect(said(boarding)).toEqual({ departure: departure.at, gate: null });
    expect(said(delayed)).toEqual({ departure: departure.at });
  });

  it('is nothing of a departure that is off, and no gate of one that has gone', () => {
    expect(said({ type: 'cancelled', ...route, departure, agency: 'told' })).toEqual({});
    expect(said({ ...delayed, ...known, type: 'departure_moved_earlier', kind: 'gone' })).toEqual({
      departure: departure.at,
    });
  });
});
