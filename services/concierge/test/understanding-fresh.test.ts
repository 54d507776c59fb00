import { fold } from '../domain/plain-text.ts';
import { readCorpus } from '../training/corpus.ts';
import {
  type FreshReading,
  isAllRight,
  isFirstRight,
  reachesPerson,
  readFresh,
  readingsOfFresh,
  tellsOfEmergency,
  tellsOfTrouble,
} from '../training/fresh.ts';

const readings = readingsOfFresh();
const textsOf = (some: readonly FreshReading[]): readonly string[] =>
  some.map(({ line }) => line.text);
const shareOf = (
  isOne: (reading: FreshReading) => boolean,
  among: readonly FreshReading[],
): number => among.filter(isOne).length / among.length;

describe('what ordinary travellers write', () => {
  it('is held out: nothing of more than three words was trained on', () => {
    const trained = new Set(readCorpus().map(({ text }) => fold(text)));
    const known = readFresh().filter(
      ({ text }) => trained.has(fold(text)) && fold(text).split(' ').length > 3,
    );
    expect(known.map(({ id }) => id)).toEqual([]);
  });

  it('is understood at once in 93 of 100 lines, and wholly and only in 86', () => {
    expect(shareOf(isFirstRight, readings)).toBeGreaterThan(0.93);
    expect(shareOf(isAllRight, readings)).toBeGreaterThan(0.86);
  });

  it('reaches a person wherever it tells of an emergency', () => {
    const emergencies = readings.filter(tellsOfEmergency);
    expect(emergencies.length).toBeGreaterThan(150);
    expect(textsOf(emergencies.filter((reading) => !reachesPerson(reading)))).toEqual([]);
  });

  it('raises an alarm in less than one of 100 lines without trouble, and worries in three', () => {
    const quiet = readings.filter((reading) => !tellsOfTrouble(reading));
    const isRaised = ({ understood: { safety } }: FreshReading): boolean =>
      safety.emergency !== null;
    const isWorrying = ({ understood: { safety } }: FreshReading): boolean => safety.worrying;
    expect(shareOf(isRaised, quiet)).toBeLessThan(0.01);
    expect(shareOf(isWorrying, quiet)).toBeLessThan(0.03);
  });
});
