import { writeFileSync } from 'node:fs';
import { consoleSchema } from './console-schema.ts';

/** `npm run docs:console`: the types by which the console calls the API. */
writeFileSync('console/api/schema.ts', consoleSchema());
