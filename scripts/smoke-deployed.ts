/** `npm run smoke:deployed -- URL`: what must be so right after a deployment; reads only. */
const base = process.argv[2]?.replace(/\/+$/, '');
if (base === undefined || !URL.canParse(base)) {
  process.stderr.write('which deployment? npm run smoke:deployed -- https://the-url-of-the-api\n');
  process.exit(1);
}

let failed = 0;
const expectAnswer = async (
  what: string,
  path: string,
  isRight: (answer: Response, text: string) => boolean,
): Promise<void> => {
  const right = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(20_000) }).then(
    async (answer) => isRight(answer, await answer.text()),
    () => false,
  );
  if (!right) failed += 1;
  process.stdout.write(`${right ? 'ok    ' : 'FAILED'} ${what}\n`);
};

await expectAnswer(
  'the API is healthy, its database too',
  '/health',
  (answer, text) => answer.ok && text.includes('"up"') && !text.includes('"down"'),
);
await expectAnswer(
  'it says what it can do',
  '/openapi.json',
  (answer, text) => answer.ok && text.includes('"openapi"'),
);
await expectAnswer('it lets nobody in without a key', '/trips', (answer) => answer.status === 401);
await expectAnswer(
  'it takes no webhook without a signature',
  '/webhooks/twilio',
  (answer) => answer.status === 404 || answer.status === 405,
);
process.stdout.write(`${4 - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
