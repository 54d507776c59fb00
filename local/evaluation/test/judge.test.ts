import { judge } from '../judge.ts';
import { noOutcome, type Outcome, Utterance } from '../utterance.ts';

const outcome: Outcome = {
  ...noOutcome('x'),
  skill: 'flight',
  reply: 'Sale a las 17:00 de la puerta A12.',
};
const findings = (expect: object, over: Partial<Outcome> = {}): readonly string[] =>
  judge(Utterance.parse({ id: 'x', text: 'y', expect }), { ...outcome, ...over });
const urgent = { reason: 'distress', severity: 'urgent' } as const;
const normal = { reason: 'asked', severity: 'normal' } as const;

describe('an outcome is as expected', () => {
  it.each([
    ['nothing is expected', {}, {}],
    ['it says all the words, in any case', { includes: ['17:00', 'a12'] }, {}],
    ['it says one of several words', { anyOf: ['18:00', '17:00'] }, {}],
    [
      'it says one of each list',
      {
        anyOf: [
          ['18:00', '17:00'],
          ['A12', 'a 12'],
        ],
      },
      {},
    ],
    ['it says what has other blanks', { includes: 'las 17:00' }, { reply: 'a las\u202f17:00' }],
    ['nobody is asked', { handoff: 'none' }, {}],
    ['somebody is asked urgently', { handoff: 'urgent' }, { handoff: urgent }],
    ['somebody is asked, however urgently', { handoff: 'some' }, { handoff: normal }],
    ['nothing is sent', { silent: true }, { reply: '' }],
    ['they have opted out', { optedOut: true }, { optedOut: true }],
  ])('where %s', (_, expected, over) => {
    expect(findings(expected, over)).toEqual([]);
  });

  it.each([
    [
      'another skill',
      { skill: 'hotel', or: ['plan'] },
      {},
      'routed to flight, not to hotel or plan',
    ],
    ['a missing word', { includes: ['B7'] }, {}, 'does not say "B7"'],
    ['none of the words', { anyOf: [['17:00'], ['B7', 'B8']] }, {}, 'says none of "B7", "B8"'],
    ['a forbidden word', { excludes: ['a12'] }, {}, 'says "a12"'],
    ['another file', { media: ['insurance'] }, {}, 'attaches nothing, not insurance'],
    [
      'a needless handoff',
      { handoff: 'none' },
      { handoff: normal },
      'hands over: normal (asked), not none',
    ],
    ['no handoff', { handoff: 'some' }, {}, 'hands over: none, not some'],
    [
      'a calm handoff',
      { handoff: 'urgent' },
      { handoff: normal },
      'hands over: normal (asked), not urgent',
    ],
    ['words where none are wanted', { silent: true }, {}, 'is not silent'],
    ['silence', { silent: false }, { reply: '' }, 'is silent'],
    ['a forgotten opt-out', { optedOut: true }, {}, 'has not opted out'],
    ['an opt-out by mistake', { optedOut: false }, { optedOut: true }, 'has opted out'],
  ])('but for %s', (_, expected, over, finding) => {
    expect(findings(expected, over)).toEqual([finding]);
  });
});
