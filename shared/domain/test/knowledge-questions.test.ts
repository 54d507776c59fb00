import { KnowledgeInput } from '../knowledge.ts';
import { answersFrom, scoredEntries } from '../knowledge-match.ts';
import written from './knowledge-questions.json' with { type: 'json' };

/** The entries that an agency typically has, in one language or another. */
const candidates = written.entries.map(({ question, answer }, index) => ({
  entry: {
    ...KnowledgeInput.parse({ question, answers: { es: answer } }),
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  },
  similarity: null,
}));
const answering = (text: string): string | null => {
  const [best] = scoredEntries(text, candidates);
  return best && best.score >= answersFrom ? best.entry.question : null;
};
const asked = written.entries.flatMap(({ question, asked: texts }) =>
  texts.map((text) => ({ text, question })),
);

describe('the entries of an agency, asked for in other words and in three languages', () => {
  it('answer every question that is theirs, but those that are known to be missed', () => {
    const missed = asked.filter(({ text, question }) => answering(text) !== question);
    expect(asked.length).toBeGreaterThan(300);
    expect(missed.map(({ text }) => text)).toEqual(written.missed);
  });

  it('never answer a question that is another’s', () => {
    const wrong = asked.filter(({ text, question }) => ![question, null].includes(answering(text)));
    expect(wrong).toEqual([]);
  });

  it.each(written.unanswered)('do not answer %s', (text) => {
    expect(answering(text)).toBeNull();
  });
});
