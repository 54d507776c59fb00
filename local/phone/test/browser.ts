import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

const installed = ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Runs with other environment variables, and puts the old ones back. */
const withEnvironment = async <T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> => {
  const saved = new Map(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

interface Executable {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks the browser that comes with the dev dependencies, in a folder of this user's own so that root and others do not collide. */
const bundledBrowser = async (): Promise<Executable> => {
  const folder = join(tmpdir(), `bauhaus-browser-${process.getuid?.() ?? 'any'}`);
  mkdirSync(folder, { recursive: true });
  // The variables make the package bring along the libraries (libnss3 and the like) that a bare machine lacks.
  const path = await withEnvironment({ TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }, async () => {
    const { default: chromium } = await import('@sparticuz/chromium');
    return chromium.executablePath();
  });
  // Its own font configuration names /tmp; a browser that finds no font at all crashes.
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  );
  return { path, environment: { FONTCONFIG_FILE: fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } };
};

/** Starts a browser without a window: an installed one, else the one from npm. */
export const launchBrowser = async (): Promise<Browser> => {
  const found = installed.find((path) => existsSync(path));
  const { path, environment } = found === undefined ? await bundledBrowser() : { path: found, environment: {} };
  return puppeteer.launch({
    executablePath: path,
    headless: 'shell',
    env: { ...process.env, ...environment },
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  });
};
