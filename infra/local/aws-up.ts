import { resolve } from 'node:path';
import { createPhonePage } from '#local/phone/phone-page.ts';
import { instant } from '#shared/domain/instant.ts';
import { install, ministack, start } from './emulators.ts';
import { openMinistackDeployment } from './ministack-deployment.ts';
import { bookOverBus } from './trips.ts';
import { openWorld } from './world.ts';

/**
 * `npm run aws:up`: leaves an emulator of AWS running with the whole deployment, a trip in it, and
 * the page that shows what the traveller receives. Ctrl-C ends it all.
 */
const cache = resolve(import.meta.dirname, '../../.cache/aws');
const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now();
  process.stdout.write(`${what} …\n`);
  const result = await work();
  process.stdout.write(`  done (${((performance.now() - startedAt) / 1000).toFixed(0)} s)\n`);
  return result;
};

// An exit handler of emulators.ts kills what was started; a signal alone would not run it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));

const python = await step('installing MiniStack, the first time', () => install(ministack, cache));
const world = await step('starting Postgres and the simulators', () => openWorld(cache));
const emulator = await step('starting MiniStack', () => start(ministack, python, cache));
const { cloud, start: deploy } = openMinistackDeployment(emulator, world, cache);
await step('deploying all stacks with the stock cdk', deploy);
const { trip } = await step('booking a trip over the bus', () =>
  bookOverBus(world, cloud, { inHours: 26 }),
);
const phone = createPhonePage({
  twilio: world.twilio,
  clock: { now: () => instant(Date.now()) },
});
const page = await world.serve((request) => phone.fetch(request));

const asAgency = `-H 'authorization: Bearer ${world.agency.apiKey}'`;
const access = 'AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1';
process.stdout.write(
  [
    '',
    `phone page   ${page.url}/phone   (${trip.phone})`,
    `API          ${world.publicServer.url}   (key ${world.agency.apiKey})`,
    `trip         curl ${asAgency} ${world.publicServer.url}/trips/${trip.id}/timeline`,
    `AWS          AWS_ENDPOINT_URL=${emulator.url} ${access} aws …`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n'),
);
