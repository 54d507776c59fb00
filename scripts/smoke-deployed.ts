/** `npm run smoke:deployed -- URL`: checks a deployment; only reads. */
const baseUrl = process.argv[2]?.replace(/\/+$/, '');
if (baseUrl === undefined || !URL.canParse(baseUrl)) {
  process.stderr.write('which deployment? npm run smoke:deployed -- https://the-url-of-the-api\n');
  process.exit(1);
}

let asked = 0;
let failed = 0;
const expectResponse = async (
  sentence: string,
  path: string,
  isExpected: (response: Response, text: string) => boolean,
): Promise<void> => {
  asked += 1;
  const isOk = await fetch(`${baseUrl}${path}`, { signal: AbortSignal.timeout(20_000) }).then(
    async (response) => isExpected(response, await response.text()),
    () => false,
  );
  if (!isOk) failed += 1;
  process.stdout.write(`${isOk ? 'ok    ' : 'FAILED'} ${sentence}\n`);
};

await expectResponse(
  'the API is healthy, its database too',
  '/health',
  (response, text) => response.ok && text.includes('"up"') && !text.includes('"down"'),
);
await expectResponse(
  'it says what it can do',
  '/openapi.json',
  (response, text) => response.ok && text.includes('"openapi"'),
);
await expectResponse(
  'it lets nobody in without a key',
  '/trips',
  (response) => response.status === 401,
);
await expectResponse(
  'it takes no webhook without a signature',
  '/webhooks/twilio',
  (response) => response.status === 404 || response.status === 405,
);
// A stage without a domain is called directly, and has no console.
if (!new URL(baseUrl).hostname.includes('.execute-api.'))
  await expectResponse(
    'the console is at each of its addresses, with its policy',
    '/console/now',
    (response, text) =>
      response.ok &&
      /src="\/console\/assets\//.test(text) &&
      response.headers.get('content-security-policy')?.startsWith("default-src 'none'") === true,
  );
process.stdout.write(`${asked - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
