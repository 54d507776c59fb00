/** `npm run db:rules`: writes the rules that SQL shares with shared/domain, one file a function. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlRules } from '#shared/adapters/postgres/sql-rules.ts';

const folder = 'supabase/schemas/functions/rules';
const rules = sqlRules();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!rules.has(name)) rmSync(join(folder, name));
for (const [name, text] of rules) writeFileSync(join(folder, name), text);
console.log(`${rules.size} rules written`);
