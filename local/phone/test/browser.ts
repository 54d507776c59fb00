import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

const systemBrowsers = ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const project = join(import.meta.dirname, '../../..');

interface Executable {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks the package's browser, atomically, into a folder of this user; returns the folder. */
const unpackBrowser = (): string => {
  const { version } = JSON.parse(
    readFileSync(join(project, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  );
  const folder = join(tmpdir(), `bauhaus-browser-${version}-${process.getuid?.() ?? 'any'}`);
  if (existsSync(folder)) return folder;
  const temporary = mkdtempSync(`${folder}-`);
  // In a child process, since the package reads its variables when it is loaded: the target folder,
  // and the one that makes it unpack the libraries (libnss3 …) that a bare machine lacks.
  execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { default: chromium } = await import('@sparticuz/chromium');
       await chromium.executablePath();`,
    ],
    {
      cwd: project,
      env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    },
  );
  // The package's font configuration names /tmp, and a browser without any font crashes.
  writeFileSync(
    join(temporary, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>`,
  );
  try {
    renameSync(temporary, folder);
  } catch (error) {
    // Another test run has unpacked it meanwhile.
    if (!existsSync(folder)) throw error;
    rmSync(temporary, { recursive: true });
  }
  return folder;
};

const bundledBrowser = (): Executable => {
  const folder = unpackBrowser();
  return {
    path: join(folder, 'chromium'),
    environment: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    },
  };
};

/** Launches a headless browser: an installed one, else the one from npm. */
export const launchBrowser = async (): Promise<Browser> => {
  const systemBrowser = systemBrowsers.find((path) => existsSync(path));
  const { path, environment } =
    systemBrowser === undefined ? bundledBrowser() : { path: systemBrowser, environment: {} };
  return puppeteer.launch({
    executablePath: path,
    headless: 'shell',
    env: { ...process.env, ...environment },
    args: [
      // Else the language of a bare machine is "en-US@posix", which no browser of people says.
      '--accept-lang=en-US',
      '--no-sandbox',
      '--no-zygote',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
    ],
  });
};
