import { z } from 'zod';
import { instant, second } from '#shared/domain/instant.ts';
import type { SentMessage } from '#shared/ports/message-sender.ts';
import type { TwilioAccount, TwilioCall } from './account.ts';
import { Created, callApi } from './messages.ts';

/** A call to make, in Twilio's parameters; numbers in E.164. */
export interface NewCall {
  readonly To: string;
  readonly From: string;
  /** What is said, of 4,000 characters at most. */
  readonly Twiml: string;
  /** Seconds of ringing: fewer than a voicemail takes to answer. */
  readonly Timeout: number;
}

const callsPath = ({ accountSid }: TwilioAccount): string =>
  `/2010-04-01/Accounts/${accountSid}/Calls.json`;

/**
 * Makes a call and returns its sid, null where the answer has none. Like `createMessage` it has no
 * idempotency: a request that was written may have made a phone ring.
 * @throws NoAnswer
 * @throws Refusal
 * @throws SyntaxError or ZodError where the answer is unreadable.
 */
export const createCall = async (
  account: TwilioAccount,
  call: NewCall,
  options: Pick<TwilioCall, 'timeoutMs' | 'mayWrite'>,
): Promise<string | null> => {
  const path = callsPath(account);
  const answer = await callApi(account, { ...options, method: 'POST', path, form: { ...call } });
  return Created.parse(JSON.parse(answer.body)).sid ?? null;
};

/** Dates are RFC 2822, in whole seconds. */
const Page = z.object({
  calls: z.array(
    z.object({ sid: z.string(), date_created: z.string().transform(Date.parse).pipe(z.number()) }),
  ),
});

/** Of one member, since minutes: they fit in a page by far. */
const pageSize = 100;

/**
 * The calls between two numbers that were made since an instant (ms), newest first; a list of calls
 * does not say what was said. Twilio's own date filter uses StartTime, which a queued call does not
 * have yet.
 * @throws Refusal
 * @throws NoAnswer
 */
export const listCalls = async (
  account: TwilioAccount,
  query: { readonly to: string; readonly from: string; readonly sinceMs: number },
  timeoutMs: number,
): Promise<readonly SentMessage[]> => {
  const earliest = Math.floor(query.sinceMs / second) * second;
  const answer = await callApi(account, {
    method: 'GET',
    path: callsPath(account),
    query: { To: query.to, From: query.from, PageSize: String(pageSize) },
    timeoutMs,
  });
  return Page.parse(JSON.parse(answer.body))
    .calls.filter((call) => call.date_created >= earliest)
    .sort((a, b) => b.date_created - a.date_created)
    .map(({ sid, date_created }) => ({
      providerId: sid,
      createdAt: instant(date_created),
      text: '',
    }));
};
