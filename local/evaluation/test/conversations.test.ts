import { fold } from '#services/concierge/domain/plain-text.ts';
import { readCorpus } from '#services/concierge/training/corpus.ts';
import { isBad, readUtterances } from '../evaluation-file.ts';
import { isHeldBack } from '../held-back.ts';

const lines = readUtterances('services/concierge/evals/conversations.jsonl').map((line) => {
  if (isBad(line)) throw new Error(`${line.id}: ${line.problem}`);
  return line;
});
const count = (isCounted: (line: (typeof lines)[number]) => boolean): number =>
  lines.filter(isCounted).length;

describe('the file of conversations', () => {
  it('has at least 900 lines, the three languages about equally, and others', () => {
    expect(lines.length).toBeGreaterThanOrEqual(900);
    for (const language of ['es', 'en', 'pt'])
      expect(count((line) => line.language === language) / lines.length).toBeCloseTo(0.33, 1);
    expect(count(({ language }) => !['es', 'en', 'pt'].includes(language))).toBeGreaterThan(9);
  });

  it('names each line once', () => {
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });

  it('has conversations of several texts, emergencies and what looks like them', () => {
    expect(count(({ before }) => before.length > 0)).toBeGreaterThan(60);
    expect(count(({ kind, isMust }) => kind === 'emergency' && isMust)).toBeGreaterThan(30);
    expect(count(({ kind, isMust }) => kind === 'look_alike' && isMust)).toBeGreaterThan(30);
    expect(count(({ kind }) => kind === 'injection')).toBeGreaterThan(40);
  });

  it('expects something of each line', () => {
    expect(
      lines.filter(({ expect: { skill, includes, anyOf, excludes, ...rest } }) => {
        const { handoff, media, silent, optedOut } = rest;
        const words = [...includes, ...anyOf, ...excludes];
        return (
          words.length === 0 && [skill, handoff, media, silent, optedOut].every((x) => x == null)
        );
      }),
    ).toEqual([]);
  });

  it('holds back a third, whose words are not in the corpus', () => {
    const heldBack = lines.filter(isHeldBack);
    expect(heldBack.length * 3).toBeGreaterThanOrEqual(lines.length);
    const learned = new Set(readCorpus().map(({ text }) => fold(text)));
    const seen = heldBack.filter(({ text }) => text !== '' && learned.has(fold(text)));
    expect(seen.map(({ id, text }) => `${id} ${text}`)).toEqual([]);
  });
});
