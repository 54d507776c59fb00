/**
 * `npm run docs:events`: writes docs/events.md and the JSON Schemas, and a fixture for each event version that has none yet.
 * A fixture that exists is never touched: it stands for events that are still on their way.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventDocs, eventFixtures } from './event-docs.ts';

const write = (path: string, content: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

const docs = eventDocs();
for (const [path, content] of docs) write(path, content);
const stale = readdirSync('docs/events')
  .map((name) => join('docs/events', name))
  .filter((path) => !docs.has(path));
for (const path of stale) rmSync(path);
const fresh = [...eventFixtures()].filter(([path]) => !existsSync(path));
for (const [path, content] of fresh) write(path, content);
console.log(
  `${docs.size} documents written, ${stale.length} removed, ${fresh.length} fixtures added`,
);
