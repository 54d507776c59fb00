import { writeConsole } from '#local/write-console.ts';

/**
 * `npm run build:console`: the console as files in `dist/console`, for a host of static files. With
 * SUPABASE_URL and SUPABASE_KEY people sign in by Supabase Auth.
 */
const into = 'dist/console';
const { SUPABASE_URL: url, SUPABASE_KEY: publishableKey } = process.env;
const files = await writeConsole(into, url && publishableKey ? { url, publishableKey } : null);
process.stdout.write(`${files} files in ${into}\n`);
