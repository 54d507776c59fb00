/**
 * `npm run docs:events`: writes docs/events.md and the JSON Schemas, and a fixture for each event
 * version that has none yet. Existing fixtures stay: they stand for events still in queues.
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
const obsolete = ['docs/events', 'docs/schemas']
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => !docs.has(path));
for (const path of obsolete) rmSync(path);
const newFixtures = [...eventFixtures()].filter(([path]) => !existsSync(path));
for (const [path, content] of newFixtures) write(path, content);
console.log(
  `${docs.size} documents written, ${obsolete.length} removed,`,
  `${newFixtures.length} fixtures added`,
);
