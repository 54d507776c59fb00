import type { Outcome, Utterance } from './utterance.ts';

/** How an outcome differs from what its utterance expects; empty where it does not. */
export const judge = (
  { expect }: Utterance,
  { skill, reply, media }: Outcome,
): readonly string[] => {
  const skills = [...(expect.skill === undefined ? [] : [expect.skill]), ...(expect.or ?? [])];
  const text = reply.toLowerCase();
  return [
    ...(skills.length > 0 && !skills.includes(skill)
      ? [`routed to ${skill}, not to ${skills.join(' or ')}`]
      : []),
    ...(expect.includes ?? [])
      .filter((fact) => !text.includes(fact.toLowerCase()))
      .map((fact) => `does not say "${fact}"`),
    ...(expect.excludes ?? [])
      .filter((fact) => text.includes(fact.toLowerCase()))
      .map((fact) => `says "${fact}"`),
    ...(expect.media &&
    JSON.stringify([...expect.media].sort()) !== JSON.stringify([...media].sort())
      ? [`attaches ${media.join(', ') || 'nothing'}, not ${expect.media.join(', ') || 'nothing'}`]
      : []),
  ];
};
