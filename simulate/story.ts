import type { Outcome } from './run.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that replays exactly this story. */
export const replayCommand = (
  { seed, fired }: Pick<Outcome, 'seed' | 'fired'>,
  without: string | null = null,
): string =>
  [
    `npm run simulate -- --seeds 1 --from ${seed}`,
    ...(without === null ? [] : [`--without ${quoted(without)}`]),
    ...(fired.length === 0 ? ['--calm'] : fired.map(({ key }) => `--only ${quoted(key)}`)),
  ].join(' \\\n    ');

/** The story of a run as text, in order, with the faults marked where they struck. */
export const formatStory = (outcome: Outcome, without: string | null = null): string => {
  const { seed, violation, story, fired } = outcome;
  const lines = [
    ...fired.map(({ at, key }, order) => ({ at, order, line: `  ! ${key}` })),
    ...story.map(({ at, text }, order) => ({
      at,
      order: order + fired.length,
      line: `    ${text.replace(/\s+/g, ' ')}`,
    })),
  ].sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
  return [
    `seed ${seed} breaks the promise: ${violation?.invariant ?? 'none'}`,
    `  ${violation?.detail ?? ''}`,
    '',
    `with ${fired.length} faults and inputs (marked !):`,
    ...lines.map(({ at, line }) => `${at.slice(0, 19).replace('T', ' ')}${line}`),
    '',
    'again:',
    `  ${replayCommand(outcome, without)}`,
  ].join('\n');
};
