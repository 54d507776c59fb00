import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleConsole, type ConsoleIdentity } from './console-bundle.ts';

/**
 * Writes the console into a folder, for a host of static files: `assets/`, to be kept for ever;
 * `index.html`, which answers every address below `/console` that is no asset; and `headers.json`,
 * what the page is to be answered with.
 * @returns how many files there are.
 */
export const writeConsole = async (
  into: string,
  identity: ConsoleIdentity | null,
): Promise<number> => {
  const { page, assets, contentSecurityPolicy } = await bundleConsole({
    identity,
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
  return files.size;
};
