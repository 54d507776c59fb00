import { readFileSync } from 'node:fs';
import { consoleSchema } from '../../scripts/console-schema.ts';

describe('the types by which the console calls the API', () => {
  it('are those of the routes (npm run docs:console)', () =>
    expect(readFileSync('console/api/schema.ts', 'utf8')).toBe(consoleSchema()));
});
