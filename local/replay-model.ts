import { parseArgs } from 'node:util';
import { compareLife, type Disagreement } from './replay/model/agreement.ts';

const usage = 'usage: npm run -s replay:model -- [--seeds 600] [--from 1] [--show 5] [--json]';

/** Compares the replay of random lives of a flight with the model of RULES.md. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '600' },
      from: { type: 'string', default: '1' },
      show: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const [seeds, from, show] = [values.seeds, values.from, values.show].map(Number);
  if (!seeds || !from || show === undefined) throw new Error(usage);
  const disagreements: Disagreement[] = [];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const disagreement = await compareLife(seed);
    if (disagreement) disagreements.push(disagreement);
  }
  const agreeing = seeds - disagreements.length;
  const share = Math.round((agreeing / seeds) * 1000) / 10;
  const lines = disagreements
    .slice(0, show)
    .map(({ differences, life }) => [life, ...differences.map((d) => `    ✗ ${d}`), ''].join('\n'));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ seeds, agreeing, share, disagreements }, null, 2)}\n`
      : [
          ...lines,
          '| lives | agree | share |',
          '|---|---|---|',
          `| ${seeds} | ${agreeing} | ${share} % |`,
          '',
        ].join('\n'),
  );
  if (share < 99) process.exitCode = 1;
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
