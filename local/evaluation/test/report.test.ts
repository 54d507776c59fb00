import { report } from '../report.ts';
import { noOutcome, Utterance } from '../utterance.ts';

const line = (id: string, over: object, ...findings: readonly string[]) => ({
  utterance: Utterance.parse({ id, text: `text of ${id}`, ...over }),
  outcome: { ...noOutcome(id), reply: `reply to ${id}` },
  findings,
});

describe('the report of an evaluation', () => {
  const text = report([
    line('calm', { language: 'es', kind: 'flight' }),
    line('wrong', { language: 'pt', kind: 'flight' }, 'does not say "A12"'),
    line(
      'grave',
      { language: 'pt', kind: 'emergency', must: true },
      'hands over: none, not urgent',
    ),
  ]);

  it('begins with what must be right and is not', () => {
    expect(text).toMatch(/^must: 0 of 1 .*\ngrave \[pt\] "text of grave"\n +hands over: none/);
  });

  it('counts by language and kind, the worst first', () => {
    expect(text).toMatch(/by language\n +pt +0 of 2 .*\n +es +1 of 1/);
    expect(text).toMatch(/by kind\n +emergency +0 of 1 .*\n +flight +1 of 2/);
  });

  it('shows every failure once, with the answer, and ends with the sum', () => {
    expect(text.match(/^grave /gm)).toHaveLength(1);
    expect(text).toMatch(/wrong \[pt\].*\n +does not say "A12"\n +replied "reply to wrong"/);
    expect(text).toMatch(/\n1 of 3 as expected \(33\.3 %\)$/);
  });

  it('says nothing of what must be right where nothing is marked so', () => {
    expect(report([line('calm', {})])).toMatch(/^by language/);
  });
});
