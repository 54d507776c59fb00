import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleConsole } from '#local/console-bundle.ts';

/**
 * `npm run build:console`: the console as files for a host of static files, where every address
 * below `/console` that is no asset answers with `index.html`. `headers.json` says with which
 * content security policy. With SUPABASE_URL and SUPABASE_KEY people sign in by Supabase Auth.
 */
const into = 'dist/console';
const { SUPABASE_URL: url, SUPABASE_KEY: publishableKey } = process.env;
const { page, assets, contentSecurityPolicy } = await bundleConsole({
  identity: url && publishableKey ? { url, publishableKey } : null,
  phonePage: null,
});
await rm(into, { recursive: true, force: true });
const files = new Map<string, string | Uint8Array>([
  ['index.html', page],
  ['headers.json', `${JSON.stringify({ 'content-security-policy': contentSecurityPolicy })}\n`],
  ...[...assets].map(([name, { text }]) => [name, text] as const),
]);
for (const [name, content] of files) {
  await mkdir(dirname(join(into, name)), { recursive: true });
  await writeFile(join(into, name), content);
}
process.stdout.write(`${files.size} files in ${into}\n`);
