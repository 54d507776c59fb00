import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Language } from '#shared/domain/trip.ts';
import { fillSegments } from '../domain/answer/fill-segments.ts';
import { knownIn } from './answer-worlds.ts';
import { segmentsOf } from './segments.ts';

const Line = z.object({
  id: z.string(),
  language: Language,
  situation: z.string(),
  right: z.boolean(),
  say: z.string().describe('As `segmentsOf` reads it.'),
  about: z.string().optional().describe('What is wrong with it.'),
});

const lines = readFileSync(join(import.meta.dirname, '../evals/model-answers.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Line.parse(JSON.parse(line)));

const judged = lines.map((line) => ({
  ...line,
  filled: fillSegments(segmentsOf(line.say), knownIn(line.situation, line.language)),
}));
const shown = ({ id, say, filled }: (typeof judged)[number]): string =>
  `${id} ${say} → ${'text' in filled ? filled.text : `${filled.reason}: ${filled.words}`}`;

describe('answers of a model', () => {
  it('are many, and a quarter of them are right', () => {
    expect(lines.length).toBeGreaterThanOrEqual(120);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    expect(lines.filter(({ right }) => right).length / lines.length).toBeGreaterThan(0.25);
  });

  it('are never sent where they claim anything that is not so', () => {
    expect(judged.filter(({ right, filled }) => !right && 'text' in filled).map(shown)).toEqual([]);
  });

  it('are sent where they are right, nine times of ten at least', () => {
    const right = judged.filter((line) => line.right);
    const withheld = right.filter(({ filled }) => !('text' in filled)).map(shown);
    expect(withheld.length > right.length / 10 ? withheld : []).toEqual([]);
  });
});
