/**
 * `npm run train:concierge`: learns what travellers mean from services/concierge/corpus, writes
 * services/concierge/weights.json, and prints how well it does on the lines that are held back. The
 * same corpus gives the same file.
 */
import { writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { believed, classifierOf } from '#services/concierge/domain/understanding/classifier.ts';
import { readCorpus, splitCorpus } from '#services/concierge/training/corpus.ts';
import { type Measured, measure } from '#services/concierge/training/measure.ts';
import { train } from '#services/concierge/training/train.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(1).padStart(5)} %`;
const row = (name: string, { lines, bestRight, allRight, open, wrong }: Measured): string =>
  [
    name.padEnd(18),
    String(lines).padStart(5),
    ...[bestRight, allRight, open, wrong].map((count) => percent(count, lines)),
  ].join('  ');

const startedAt = performance.now();
const corpus = readCorpus();
const weights = train(corpus);
const json = `${JSON.stringify(weights)}\n`;
writeFileSync(new URL('../services/concierge/weights.json', import.meta.url), json);
const seconds = (performance.now() - startedAt) / 1_000;

const { training, measuring } = splitCorpus(corpus);
const { all, byLanguage, byIntent, confusions } = measure(
  measuring,
  classifierOf(weights),
  (guesses) => believed(guesses, weights),
);
print(
  `${training.length} lines learned in ${seconds.toFixed(1)} s; ` +
    `${Math.round(json.length / 1_000)} kB, ` +
    `${Math.round(brotliCompressSync(json).length / 1_000)} kB compressed; ` +
    `open below ${weights.openBelow}`,
);
print(`\n${'held back'.padEnd(18)}  lines     best      all     open    wrong`);
print(row('all', all));
for (const [language, measured] of byLanguage) print(row(language, measured));
print('');
for (const [intent, measured] of [...byIntent].toSorted(
  ([, a], [, b]) => a.bestRight / a.lines - b.bestRight / b.lines,
))
  print(row(intent, measured));
print('\nmeant, understood as');
for (const { meant, understood, texts } of confusions.slice(0, 40))
  print(`${String(texts.length).padStart(4)}  ${meant} → ${understood}: ${texts[0]}`);
