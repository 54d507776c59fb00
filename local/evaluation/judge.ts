import type { Outcome, Utterance } from './utterance.ts';

/** What is wrong with an outcome; empty where it is as expected. */
export const faults = (
  { expect }: Utterance,
  { skill, reply, media }: Outcome,
): readonly string[] => {
  const skills = [...(expect.skill === undefined ? [] : [expect.skill]), ...(expect.or ?? [])];
  const said = reply.toLowerCase();
  return [
    ...(skills.length > 0 && !skills.includes(skill)
      ? [`routed to ${skill}, not to ${skills.join(' or ')}`]
      : []),
    ...(expect.includes ?? [])
      .filter((fact) => !said.includes(fact.toLowerCase()))
      .map((fact) => `does not say "${fact}"`),
    ...(expect.excludes ?? [])
      .filter((fact) => said.includes(fact.toLowerCase()))
      .map((fact) => `says "${fact}"`),
    ...(expect.media &&
    JSON.stringify([...expect.media].sort()) !== JSON.stringify([...media].sort())
      ? [`attaches ${media.join(', ') || 'nothing'}, not ${expect.media.join(', ') || 'nothing'}`]
      : []),
  ];
};
