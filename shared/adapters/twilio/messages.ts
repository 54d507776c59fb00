import { z } from 'zod';
import { callTwilio, type TwilioAccount, type TwilioCall } from './account.ts';
import type { HttpAnswer } from './transport.ts';

/** The content of a message, in Twilio's parameters. */
export type NewMessageContent =
  | { readonly Body: string; readonly MediaUrl?: string }
  | { readonly ContentSid: string; readonly ContentVariables?: string };

/** A message to create, in Twilio's parameters. */
export type NewMessage = NewMessageContent & {
  readonly To: string;
  readonly From: string;
  readonly StatusCallback: string;
};

/** An answer other than success, with Twilio's error code if it has one. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string | null;
  /** The header `Retry-After`, as it came. */
  readonly retryAfter: string | null;
  constructor(answer: HttpAnswer) {
    super(`Twilio answered ${answer.status}`);
    this.name = 'Refusal';
    this.status = answer.status;
    this.code = errorCode(answer.body);
    this.retryAfter = [answer.headers['retry-after']].flat()[0] ?? null;
  }
}

const errorCode = (body: string): string | null => {
  try {
    const parsed: unknown = JSON.parse(body);
    const code =
      typeof parsed === 'object' && parsed !== null && 'code' in parsed ? parsed.code : null;
    return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
  } catch {
    return null;
  }
};

/**
 * Makes one request to the API of messages.
 * @throws NoAnswer
 * @throws Refusal where it is not answered with success.
 */
export const callApi = async (
  account: TwilioAccount,
  request: Omit<TwilioCall, 'host'>,
): Promise<HttpAnswer> => {
  const answer = await callTwilio(account, { ...request, host: 'api.twilio.com' });
  if (answer.status < 200 || answer.status >= 300) throw new Refusal(answer);
  return answer;
};

/** What creating a message or a call is answered with. */
export const Created = z.object({ sid: z.string().nullish() });

/** The path of an account's messages. */
export const messagesPath = ({ accountSid }: TwilioAccount): string =>
  `/2010-04-01/Accounts/${accountSid}/Messages.json`;

/**
 * Creates a message and returns its sid, null where the answer has none. Not by Twilio's SDK, whose
 * HTTP client cannot tell whether a failed request was written.
 * @throws NoAnswer
 * @throws Refusal
 * @throws SyntaxError or ZodError where the answer is unreadable.
 */
export const createMessage = async (
  account: TwilioAccount,
  message: NewMessage,
  options: Pick<TwilioCall, 'timeoutMs' | 'mayWrite'>,
): Promise<string | null> => {
  const path = messagesPath(account);
  const answer = await callApi(account, { ...options, method: 'POST', path, form: message });
  return Created.parse(JSON.parse(answer.body)).sid ?? null;
};
