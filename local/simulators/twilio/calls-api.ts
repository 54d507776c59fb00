import { Hono } from 'hono';
import type { Clock } from '#shared/ports/clock.ts';
import type { Faults } from '../faults.ts';
import { callJson, newCallSid, type SimulatedCall, spokenIn } from './call.ts';
import type { TwilioFault } from './messages-api.ts';
import { problem } from './problem.ts';
import type { Webhooks } from './webhooks.ts';

/** The calls of the simulator; they are kept until the next start. */
export interface Calls {
  readonly api: Hono;
  /** Oldest first. */
  all(): readonly SimulatedCall[];
  /** Presses a digit in a call, and has what is answered said in it; null: none is waited for. */
  press(sid: string, digit: string): Promise<SimulatedCall | null>;
}

const e164 = /^\+[1-9]\d{6,14}$/;
const mostCalls = 200;
const longestTwiml = 4_000;

/** Twilio's call resource (api.twilio.com/2010-04-01/Accounts/{sid}/Calls), and who picks up. */
export const createCalls = (options: {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  readonly faults: Faults<TwilioFault>;
}): Calls => {
  const { accountSid, clock, webhooks, faults } = options;
  const calls = new Map<string, SimulatedCall>();
  const put = (call: SimulatedCall): SimulatedCall => {
    calls.set(call.sid, call);
    for (const old of [...calls.keys()].slice(0, Math.max(0, calls.size - mostCalls)))
      calls.delete(old);
    return call;
  };

  const api = new Hono();
  api.post('/Calls.json', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const [to = '', from = '', twiml = ''] = ['To', 'From', 'Twiml'].map(
      (name) => form.get(name) ?? '',
    );
    const fault = faults.take((each) => each.to === undefined || each.to === to)?.answer;
    if (fault === '429') return problem(c, 429, 20429, 'Too Many Requests');
    if (fault === '500-not-accepted') return problem(c, 500, 20500, 'Internal Server Error');
    if (!e164.test(to)) return problem(c, 400, 21211, `Invalid 'To' Phone Number: ${to}`);
    if (!e164.test(from)) return problem(c, 400, 21212, `Invalid 'From' Phone Number: ${from}`);
    if (twiml === '' || twiml.length > longestTwiml)
      return problem(c, 400, 21205, 'Url parameter is required.');
    const call = put({
      ...{ sid: newCallSid(), from, to, createdAt: clock.now(), pressed: [] },
      ...spokenIn(twiml),
    });
    return fault === '500-accepted'
      ? problem(c, 500, 20500, 'Internal Server Error')
      : c.json(callJson(accountSid, call), 201);
  });
  api.get('/Calls.json', (c) => {
    const [to, from] = [c.req.query('To'), c.req.query('From')];
    const size = Math.min(1_000, Math.max(1, Number(c.req.query('PageSize')) || 50));
    const found = [...calls.values()]
      .filter((call) => (to ?? call.to) === call.to && (from ?? call.from) === call.from)
      .reverse()
      .slice(0, size);
    const uri = `/2010-04-01/Accounts/${accountSid}/Calls.json?PageSize=${size}&Page=0`;
    return c.json({
      calls: found.map((call) => callJson(accountSid, call)),
      end: Math.max(0, found.length - 1),
      first_page_uri: uri,
      next_page_uri: null,
      page: 0,
      page_size: size,
      previous_page_uri: null,
      start: 0,
      uri,
    });
  });

  return {
    api,
    all: () => [...calls.values()],
    press: async (sid, digit) => {
      const call = calls.get(sid);
      if (!call || call.digitUrl === null) return null;
      const answer = await webhooks.post(
        call.digitUrl,
        {
          AccountSid: accountSid,
          ApiVersion: '2010-04-01',
          CallSid: call.sid,
          CallStatus: 'in-progress',
          Called: call.to,
          Caller: call.from,
          Digits: digit,
          Direction: 'outbound-api',
          FinishedOnKey: '',
          From: call.from,
          To: call.to,
          msg: 'Gather End',
        },
        1,
      );
      // What Twilio says where an application does not answer.
      const spoken = spokenIn(
        answer ?? '<Say>We are sorry, an application error has occurred. Goodbye.</Say>',
      );
      return put({
        ...call,
        said: [...call.said, ...spoken.said],
        digitUrl: spoken.digitUrl,
        pressed: [...call.pressed, digit],
      });
    },
  };
};
