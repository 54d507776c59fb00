import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EvaluationLine, isBad, readUtterances } from '../evaluation-file.ts';
import type { Utterance } from '../utterance.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (...lines: readonly (object | string)[]): readonly EvaluationLine[] => {
  const file = join(folder, 'lines.jsonl');
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(file, `${texts.join('\n')}\n`);
  return readUtterances(file);
};
const readOne = (line: object): Utterance => {
  const [first] = read(line);
  if (!first || isBad(first)) throw new Error(first?.problem ?? 'nothing was read');
  return first;
};

describe('a file of utterances', () => {
  it('has the lines of before, which need nothing but a text', () => {
    expect(readOne({ id: 7, text: 'gate?', expect: { includes: 'A12' } })).toMatchObject({
      id: '7',
      language: 'es',
      before: [],
      expect: { includes: ['A12'], anyOf: [] },
    });
  });

  it('writes a location as the webhook does, under the words', () => {
    const location = { latitude: 51.47, longitude: -0.45, label: 'Heathrow' };
    const { text, before } = readOne({ id: 'x', text: '', before: [{ location }], location });
    expect([text, ...before]).toEqual(Array(2).fill('📍 Heathrow (51.470000, -0.450000)'));
  });

  it('takes what was told by its name, or with when and how much', () => {
    const told = [
      'missed_connection',
      { type: 'delayed', minutes: 180, at: '2027-08-10T09:00:00Z' },
    ];
    expect(readOne({ id: 'x', text: 'y?', context: { told } }).context?.told).toMatchObject([
      { kind: 'missed' },
      { kind: 'delayed', delayMinutes: 180, at: '2027-08-10T09:00:00.000Z' },
    ]);
  });

  it('takes people, places, items and documents as names or with more of them', () => {
    const context = {
      passengers: ['Ana', { name: 'Beto', documents: ['insurance'] }],
      places: [{ name: 'Tivoli', opening_hours: '11-22' }],
      documents: ['insurance', { type: 'boarding_pass', passenger: 'Beto' }],
      itinerary: [{ date: '2027-08-11', items: ['Tivoli', { title: 'Nyhavn', start: '10:00' }] }],
    };
    expect(readOne({ id: 'x', text: 'y?', context }).context).toMatchObject({
      passengers: [
        { name: 'Ana', documents: [] },
        { name: 'Beto', documents: [{ type: 'insurance', passenger: null }] },
      ],
      places: [{ name: 'Tivoli', openingHours: '11-22', city: null }],
      documents: [{ type: 'insurance', passenger: null }, { passenger: 'Beto' }],
      itinerary: [{ items: [{ title: 'Tivoli' }, { title: 'Nyhavn', start: '10:00' }] }],
    });
  });

  it('may say that a line must be right beside its expectation or within', () => {
    expect(readOne({ id: 'x', text: 'y', must: true }).isMust).toBe(true);
    expect(readOne({ id: 'x', text: 'y', expect: { must: true } }).isMust).toBe(true);
    expect(readOne({ id: 'x', text: 'y' }).isMust).toBe(false);
  });

  it('has contexts by name beside it, and others that differ from one of them', () => {
    writeFileSync(
      join(folder, 'contexts.json'),
      JSON.stringify({ usual: { now: '2027-08-10T09:00:00Z', optedOut: false } }),
    );
    expect(readOne({ id: 'x', text: 'y', context: 'usual' }).context).toMatchObject({
      now: '2027-08-10T09:00:00.000Z',
    });
    expect(
      readOne({ id: 'x', text: 'y', context: { like: 'usual', optedOut: true } }).context,
    ).toMatchObject({ now: '2027-08-10T09:00:00.000Z', optedOut: true });
  });

  it.each([
    ['no JSON', '{"id":"x"', 'line 2', /JSON/],
    ['a field of another type', { id: 'x', text: 3 }, 'x', /text/],
    ['an unknown context', { id: 'x', text: 'y', context: 'nowhere' }, 'x', /nowhere/],
    [
      'a thing told that has no name',
      { id: 'x', text: 'y', context: { told: ['rain'] } },
      'x',
      /told/,
    ],
    [
      'a location without a place',
      { id: 'x', text: '', location: { label: 'home' } },
      'x',
      /location/,
    ],
  ])('with a line that is %s names the line and reads the others', (_, line, id, problem) => {
    const [first, bad, last] = read({ id: 'a', text: 'y' }, line, { id: 'b', text: 'y' });
    expect(first).toMatchObject({ id: 'a' });
    expect(bad).toMatchObject({ id, problem: expect.stringMatching(problem) });
    expect(last).toMatchObject({ id: 'b' });
  });
});
