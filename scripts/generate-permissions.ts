import { writeFileSync } from 'node:fs';
import type { ApiDependencies } from '#services/api/dependencies.ts';
import { noBudget } from '#services/api/limits.ts';
import { permissionTable } from '#services/api/permissions.ts';
import { routesOf } from '#services/api/routes/all.ts';

/**
 * `npm run docs:permissions`: who may use which route, from the routes. They are only described
 * here, so that nothing of what they would need is there.
 */
const nothing: ApiDependencies = JSON.parse('{"twilio":{"publicBaseUrl":"https://api.example"}}');

const explanation = [
  'Keys are for systems: a route needs one of their scopes. People sign in, and their role',
  'decides. A `limited` member (an outside guide, a school’s secretary) sees the journeys of the',
  'groups that are named, without numbers, addresses and what the agency noted. An `agent` who',
  '`sees` their `own` does what the table says with the journeys that they booked, imported or',
  'were given (`keeper`), with who travels on them and what is said and to be done about them;',
  'anything else is 404 for them ([why](adr/0041-ones-own-by-a-role.md)). Written by',
  '`npm run docs:permissions` from the routes; a test tries each route with each role and each',
  'scope.',
].join(' ');

writeFileSync(
  'docs/permissions.md',
  `# Who may do what

${explanation}

${permissionTable(routesOf(nothing, noBudget))}
`,
);
