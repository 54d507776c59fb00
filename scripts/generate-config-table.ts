import { readFileSync, writeFileSync } from 'node:fs';
import { variables } from '#shared/config-variables.ts';

const begin = '<!-- configuration:begin (npm run docs:config) -->';
const end = '<!-- configuration:end -->';
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The README's table of configuration, generated from the variables of shared/config.ts. */
export const configTable = (): string =>
  [
    '| variable | purpose | should be | where it is not set |',
    '|---|---|---|---|',
    ...Object.entries(variables).map(
      ([name, v]) => `| \`${name}\` | ${cell(v.purpose)} | ${cell(v.form)} | ${cell(v.unset)} |`,
    ),
  ].join('\n');

/**
 * A README with its configuration table replaced by the current one.
 * @throws where the README has lost the markers around it.
 */
export const withConfigTable = (readme: string): string => {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`README.md has lost its markers ${begin} and ${end}`);
  return `${before}${begin}\n${configTable()}\n${end}${after}`;
};

if (process.argv[1]?.endsWith('generate-config-table.ts'))
  writeFileSync('README.md', withConfigTable(readFileSync('README.md', 'utf8')));
