import type { Outcome, Utterance } from './utterance.ts';

/** As one reads it: no case, composed accents, plain blanks and hyphens. */
const asRead = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u00a0\u202f]/gu, ' ')
    .replace(/[‐‑]/gu, '-');

const listed = (all: readonly string[]): string => all.join(', ') || 'nothing';

const handoffFinding = (
  expected: Utterance['expect']['handoff'],
  handoff: Outcome['handoff'],
): readonly string[] => {
  const found = handoff === null ? 'none' : handoff.severity;
  const isRight =
    expected == null || found === expected || (expected === 'some' && handoff !== null);
  const why = handoff === null ? '' : ` (${handoff.reason})`;
  return isRight ? [] : [`hands over: ${found}${why}, not ${expected}`];
};

/** How an outcome differs from what its utterance expects; empty where it does not. */
export const judge = (
  { expect }: Pick<Utterance, 'expect'>,
  { skill, reply, media, handoff, optedOut }: Outcome,
): readonly string[] => {
  const skills = [...(expect.skill == null ? [] : [expect.skill]), ...expect.or];
  const text = asRead(reply);
  const says = (words: string): boolean => text.includes(asRead(words));
  const isSilent = reply === '' && media.length === 0;
  return [
    ...(skills.length > 0 && !skills.includes(skill)
      ? [`routed to ${skill}, not to ${skills.join(' or ')}`]
      : []),
    ...expect.includes.filter((words) => !says(words)).map((words) => `does not say "${words}"`),
    ...expect.anyOf
      .filter((any) => !any.some(says))
      .map((any) => `says none of ${any.map((words) => `"${words}"`).join(', ')}`),
    ...expect.excludes.filter(says).map((words) => `says "${words}"`),
    ...(expect.media &&
    JSON.stringify([...expect.media].sort()) !== JSON.stringify([...media].sort())
      ? [`attaches ${listed(media)}, not ${listed(expect.media)}`]
      : []),
    ...handoffFinding(expect.handoff, handoff),
    ...(expect.silent === true && !isSilent ? ['is not silent'] : []),
    ...(expect.silent === false && isSilent ? ['is silent'] : []),
    ...(expect.optedOut != null && expect.optedOut !== optedOut
      ? [optedOut ? 'has opted out' : 'has not opted out']
      : []),
  ];
};
