import { Hono } from 'hono';
import { problem } from './problem.ts';
import type { TwilioSimulator } from './simulator.ts';

/** Serves the simulators of several accounts at one address, each to who shows its credentials. */
export const severalAccounts = (
  simulators: Readonly<Record<string, Pick<TwilioSimulator, 'app'>>>,
): Hono => {
  const app = new Hono();
  app.all('*', (c) => {
    const [, basic = ''] = (c.req.header('authorization') ?? '').split(' ');
    const [accountSid = ''] = Buffer.from(basic, 'base64').toString().split(':');
    return simulators[accountSid]?.app.fetch(c.req.raw) ?? problem(c, 401, 20003, 'Authenticate');
  });
  return app;
};
