/**
 * `npm run bench:console [-- --json]`: how soon the console answers whoever works with it, with 400
 * flights on the board and 5,000 conversations in the inbox: a headless Chromium before the whole
 * system of one machine, beside an empty page in the same run. Exits with 1 where an interaction
 * takes 100 ms or more, a conversation cannot be reached, or a list is wrong 5 s after a cut.
 */
import pg from 'pg';
import type { BrowserContext, Page } from 'puppeteer-core';
import { Desk } from '../console/test/desk.ts';
import { type ConsoleSize, fillConsole } from './console/fill.ts';
import { taken, watched } from './console/in-page.ts';
import { latencyOf } from './latency.ts';

const size: ConsoleSize = { flights: 400, conversations: 5_000, waiting: 300 };
const limits = { interactionMs: 100, afterCutMs: 5_000 };
const times = 40;

interface Line {
  readonly what: string;
  readonly p50: number;
  readonly p95: number;
  /** Of the p50 of the same on an empty page. */
  readonly ratio: number;
}
const lines: Line[] = [];
const problems: string[] = [];
const say = (text: string): void => {
  if (!process.argv.includes('--json')) process.stdout.write(`${text}\n`);
};
const report = (what: string, ms: readonly number[], emptyMs: number, limitMs: number): void => {
  const { p50, p95 } = latencyOf(ms);
  const ratio = p50 / emptyMs;
  lines.push({ what, p50, p95, ratio });
  if (!(p95 < limitMs)) problems.push(`${what}: p95 ${p95.toFixed(0)} ms, not below ${limitMs}`);
  say(
    `${what.padEnd(44)} p50 ${p50.toFixed(0)} ms  p95 ${p95.toFixed(0)} ms  ` +
      `${ratio.toFixed(1)} × an empty page`,
  );
};

const pressed = async (page: Page, keys: readonly string[]): Promise<readonly number[]> => {
  await taken(page);
  for (const key of keys) {
    await page.keyboard.press(key as 'j');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  return (await taken(page)).interactions;
};
const scrolled = async (page: Page, selector: string): Promise<readonly number[]> => {
  const box = await (await page.waitForSelector(selector))?.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 40, Math.max((box?.y ?? 0) + 40, 200));
  await taken(page);
  for (let i = 0; i < times; i += 1) {
    await page.mouse.wheel({ deltaY: 600 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  return (await taken(page)).frames;
};
const repeat = (key: string): string[] => Array.from({ length: times }, () => key);

/** From the start of a navigation to what is wanted, as the page’s own clock has it. */
const opened = async (page: Page, url: string, selector: string): Promise<number> => {
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForSelector(selector);
  return page.evaluate(
    () => new Promise<number>((done) => requestAnimationFrame(() => done(performance.now()))),
  );
};

const empty = 'data:text/html,<title>empty</title><main style="height:9000px"><input autofocus>';
const newPage = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.setViewport({ width: 1280, height: 800 });
  await watched(page);
  await page.evaluateOnNewDocument(() => {
    if (location.protocol !== 'data:') localStorage.setItem('bauhaus.language', 'en');
  });
  return page;
};

interface Empty {
  readonly openedMs: number;
  readonly keyMs: number;
  readonly frameMs: number;
}
const measureEmpty = async (context: BrowserContext): Promise<Empty> => {
  const page = await newPage(context);
  const openings: number[] = [];
  for (let i = 0; i < 5; i += 1) openings.push(await opened(page, empty, 'input'));
  await page.focus('input');
  const keys = latencyOf(await pressed(page, repeat('j'))).p50;
  const frames = latencyOf(await scrolled(page, 'main')).p50;
  await page.close();
  return { openedMs: latencyOf(openings).p50, keyMs: keys, frameMs: frames };
};

const measureOpening = async (
  what: string,
  page: Page,
  url: string,
  selector: string,
  { openedMs }: Empty,
): Promise<void> => {
  const openings: number[] = [];
  for (let i = 0; i < 5; i += 1) openings.push(await opened(page, url, selector));
  report(what, openings, openedMs, Number.POSITIVE_INFINITY);
};

const measureBoard = async (page: Page, url: string, none: Empty): Promise<void> => {
  const board = `${url}/console/board`;
  await measureOpening('the board opens, its rows there', page, board, '[data-flight]', none);
  const count = (await page.$$('[data-flight]')).length;
  if (count < size.flights) problems.push(`the board shows ${count} of ${size.flights} flights`);
  const { interactionMs } = limits;
  report('j on the board', await pressed(page, repeat('j')), none.keyMs, interactionMs);
  report('k on the board', await pressed(page, repeat('k')), none.keyMs, interactionMs);
  await page.focus('input[type=search]');
  const word = [...'bruno sosa', ...Array.from({ length: 10 }, () => 'Backspace')];
  report('a letter in the filter', await pressed(page, word), none.keyMs, interactionMs);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  report('the board scrolls, a picture', await scrolled(page, '[data-flight]'), none.frameMs, 100);
  const opening: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    await opened(page, board, '[data-flight]');
    await pressed(page, ['j']);
    opening.push(...(await pressed(page, ['Enter'])));
    await page.waitForFunction(() => location.pathname.startsWith('/console/flights/'));
  }
  report('a flight opens', opening, none.keyMs, interactionMs);
};

const lastRow = async (page: Page): Promise<string> =>
  page.$$eval('[data-conversation]', (rows) => rows.at(-1)?.textContent ?? '');

const measureInbox = async (page: Page, url: string, none: Empty): Promise<void> => {
  const inbox = `${url}/console/inbox?box=all`;
  await measureOpening('the inbox opens, its rows there', page, inbox, '[data-conversation]', none);
  const { interactionMs } = limits;
  report('j in the inbox', await pressed(page, repeat('j')), none.keyMs, interactionMs);
  report('k in the inbox', await pressed(page, repeat('k')), none.keyMs, interactionMs);
  const scrolling = await scrolled(page, '[data-conversation]');
  report('the inbox scrolls, a picture', scrolling, none.frameMs, 100);
  const startedAt = performance.now();
  const oldest = ` ${size.conversations}`;
  for (let tries = 0; !(await lastRow(page)).includes(oldest) && tries < 1_000; tries += 1) {
    await page.$$eval('[data-conversation]', (rows) => rows.at(-1)?.scrollIntoView());
    await page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
  }
  const isReached = (await lastRow(page)).includes(oldest);
  if (!isReached) problems.push('the oldest conversation was not reached by scrolling');
  const inPage = (await page.$$('[data-conversation]')).length;
  say(
    `all ${size.conversations} conversations scrolled through in ` +
      `${((performance.now() - startedAt) / 1_000).toFixed(1)} s, ${inPage} rows in the page then`,
  );
  const last = await page.$$('[data-conversation]');
  await taken(page);
  for (const row of last.slice(-5)) await row.click();
  const clicks = (await taken(page)).interactions;
  report('a conversation opens, after all of them', clicks, none.keyMs, interactionMs);
  report('k there', await pressed(page, repeat('k')), none.keyMs, interactionMs);
};

/** How long after the network is back the list has what was written while it was not. */
const measureCut = async (page: Page, desk: Desk): Promise<void> => {
  const waits: number[] = [];
  const session = await page.createCDPSession();
  const cut = (offline: boolean) =>
    session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  for (const seconds of [2, 10, 25]) {
    await opened(page, `${desk.url}/console/inbox?box=all`, '[data-conversation]');
    await cut(true);
    const word = `Still here, ${seconds}`;
    await desk.write(`+54911555501${seconds + 40}`, word);
    await page.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), 1_000 * seconds);
    await cut(false);
    const backAt = performance.now();
    // A list under a pointer or a finger keeps its order, and says that there is something new.
    await page.waitForFunction(
      (said) => {
        // biome-ignore lint/performance/useDomNodeTextContent: what is hidden says nothing
        const text = document.body.innerText;
        return /\d+ new above/.test(text) || text.includes(said);
      },
      {},
      word,
    );
    waits.push(performance.now() - backAt);
  }
  const worst = Math.max(...waits);
  if (worst >= limits.afterCutMs) problems.push(`the list was right ${worst.toFixed(0)} ms after`);
  say(
    `after 2, 10 and 25 s without a network the list is right in ` +
      `${waits.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`,
  );
};

const desk = await Desk.open();
const client = new pg.Client({ connectionString: await desk.databaseUrl() });
try {
  await client.connect();
  await fillConsole(client, size);
  const owner = await desk.owner();
  const none = await measureEmpty(owner);
  say(
    `an empty page: opens in ${none.openedMs.toFixed(0)} ms, a key ${none.keyMs.toFixed(0)} ms, ` +
      `a picture each ${none.frameMs.toFixed(0)} ms\n`,
  );
  const page = await newPage(owner);
  await measureBoard(page, desk.url, none);
  await measureInbox(page, desk.url, none);
  await measureCut(page, desk);
} finally {
  await client.end();
  await desk.close();
}
if (process.argv.includes('--json'))
  process.stdout.write(`${JSON.stringify({ size, limits, lines, problems }, null, 2)}\n`);
for (const problem of problems) say(`NOT SO: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
