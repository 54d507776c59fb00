import { believed, classify } from '../domain/understanding/classifier.ts';
import { isEmergency } from '../domain/understanding/emergency.ts';
import { asksForPerson, emergencyIn } from '../domain/understanding/guard-rails.ts';
import { isTrouble } from '../domain/understanding/intents.ts';
import { understand } from '../domain/understanding/understand.ts';
import { type CorpusLine, readCorpus, splitCorpus } from '../training/corpus.ts';
import { learn } from '../training/learn.ts';
import { measure } from '../training/measure.ts';
import { digestOfSources } from '../training/train.ts';
import weights from '../weights.json' with { type: 'json' };
import { situation } from './situations.ts';

const { training, measuring } = splitCorpus(readCorpus());
const isEmergencyLine = ({ intents }: CorpusLine): boolean => intents.some(isEmergency);
const isTroubleLine = ({ intents }: CorpusLine): boolean => intents.some(isTrouble);

describe('what was learned', () => {
  it('was learned from this corpus by this code: else run `npm run train:concierge`', () => {
    expect(weights.digest).toBe(digestOfSources());
  });

  it('is learned alike every time', () => {
    const few = training.slice(0, 200);
    const lessons = [
      ({ intents }: { readonly intents: readonly string[] }) => intents.includes('gate'),
    ];
    expect(learn(few, lessons)).toEqual(learn(few, lessons));
  });

  it('knows two lines in three that it has not seen', () => {
    const { all } = measure(measuring, classify, (guesses) => believed(guesses));
    expect(all.bestRight / all.lines).toBeGreaterThan(0.66);
  });
});

describe('emergencies that it has not seen', () => {
  const read = measuring.map((line) => ({ line, understood: understand(line.text, situation()) }));

  it('reach a person in 93 of 100 lines, whatever they are taken for', () => {
    const emergencies = read.filter(({ line }) => isEmergencyLine(line));
    const reached = emergencies.filter(
      ({ understood: { intents, safety } }) =>
        intents.length === 0 || safety.person || safety.worrying || intents.some(isTrouble),
    );
    expect(reached.length / emergencies.length).toBeGreaterThan(0.93);
  });

  it('are raised by no more than 2 of 100 lines that tell of no trouble', () => {
    const others = read.filter(({ line }) => !isTroubleLine(line));
    const raised = others.filter(({ understood }) => understood.safety.emergency !== null);
    expect(raised.length / others.length).toBeLessThan(0.02);
  });
});

describe('the guard rails', () => {
  const reads = (isOne: (line: CorpusLine) => boolean) => [...training, ...measuring].filter(isOne);

  it('take hardly any line of another kind for an emergency', () => {
    const others = reads((line) => !isTroubleLine(line));
    const raised = others.filter(({ text }) => emergencyIn(text) !== null);
    expect(raised.length / others.length).toBeLessThan(0.005);
  });

  it('take hardly any line of another kind for a wish for a person', () => {
    const others = reads(({ intents }) => !intents.includes('person'));
    const raised = others.filter(({ text }) => asksForPerson(text));
    expect(raised.length / others.length).toBeLessThan(0.005);
  });
});
