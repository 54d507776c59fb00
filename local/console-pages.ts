import { gzipSync } from 'node:zlib';
import { bundleConsole, type ConsoleFiles, type ConsoleSurroundings } from './console-bundle.ts';
import type { Handler } from './http-server.ts';

const forEver = 'public, max-age=31536000, immutable';
const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Browsers take Brotli over TLS alone; every one of them takes this. */
const compressed = (text: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text));

/** Answers below `/console`: an asset by its name, and the page at every other address. */
const answersOf = ({ page, assets, contentSecurityPolicy }: ConsoleFiles): Handler => {
  const ready = new Map(
    [...assets].map(([name, { text, type }]) => [
      `/console/${name}`,
      {
        body: type.startsWith('font/') ? new Uint8Array(text) : compressed(text),
        headers: {
          ...common,
          'content-type': type,
          'cache-control': forEver,
          ...(!type.startsWith('font/') && { 'content-encoding': 'gzip' }),
        },
      },
    ]),
  );
  const headers = {
    ...common,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    // Asked for each time, so that a new version is seen at once; its assets are kept.
    'cache-control': 'no-cache',
  };
  return (request) => {
    const { pathname } = new URL(request.url);
    const asset = ready.get(pathname);
    if (asset) return new Response(asset.body, { headers: asset.headers });
    return pathname.startsWith('/console/assets/')
      ? new Response('not found\n', {
          status: 404,
          headers: { ...common, 'cache-control': 'no-store' },
        })
      : new Response(page, { headers });
  };
};

/**
 * Serves the console of one machine from memory. It is bundled beside the rest of the start, and
 * whoever asks before waits for it.
 */
export const createConsolePages = (surroundings: ConsoleSurroundings): Handler => {
  const answers = bundleConsole(surroundings).then(answersOf);
  // Said to whoever asks for a page; the rest of the system runs without it.
  answers.catch(() => undefined);
  return async (request, peer) => (await answers)(request, peer);
};
