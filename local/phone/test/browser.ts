import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

const installed = ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const project = join(import.meta.dirname, '../../..');

interface Executable {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks what the package brings into a folder of this user's own, whole or not at all, so that root and others do not collide. */
const unpacked = (): string => {
  const { version } = JSON.parse(
    readFileSync(join(project, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  );
  const folder = join(tmpdir(), `bauhaus-browser-${version}-${process.getuid?.() ?? 'any'}`);
  if (existsSync(folder)) return folder;
  const fresh = mkdtempSync(`${folder}-`);
  // In a process of its own, as the package reads its variables when it is loaded: the first is where it unpacks to,
  // the second makes it bring along the libraries (libnss3 and the like) that a bare machine lacks.
  execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();",
    ],
    {
      cwd: project,
      env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    },
  );
  // Its own font configuration names /tmp; a browser that finds no font at all crashes.
  writeFileSync(
    join(fresh, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  );
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another test run was faster.
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return folder;
};

const bundledBrowser = (): Executable => {
  const folder = unpacked();
  return {
    path: join(folder, 'chromium'),
    environment: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    },
  };
};

/** Starts a browser without a window: an installed one, else the one from npm. */
export const launchBrowser = async (): Promise<Browser> => {
  const found = installed.find((path) => existsSync(path));
  const { path, environment } =
    found === undefined ? bundledBrowser() : { path: found, environment: {} };
  return puppeteer.launch({
    executablePath: path,
    headless: 'shell',
    env: { ...process.env, ...environment },
    args: [
      '--no-sandbox',
      '--no-zygote',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
    ],
  });
};
