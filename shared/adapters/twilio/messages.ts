import { MessageListInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import { callTwilio, type TwilioAccount, type TwilioCall } from './account.ts';
import type { HttpAnswer } from './transport.ts';

/** A message to be created, in the SDK's own words. */
export type NewMessage = Parameters<ReturnType<typeof MessageListInstance>['create']>[0];

/** An answer that was not a success, with Twilio's error code where it gave one. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string | null;
  /** The header `Retry-After` as it came. */
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
 * Makes one request to the API that messages belong to.
 * @throws NoAnswer @throws Refusal where it was not answered with success.
 */
export const callApi = async (
  account: TwilioAccount,
  request: Omit<TwilioCall, 'host'>,
): Promise<HttpAnswer> => {
  const answer = await callTwilio(account, { ...request, host: 'api.twilio.com' });
  if (answer.status < 200 || answer.status >= 300) throw new Refusal(answer);
  return answer;
};

/**
 * The SDK's message resource over our own transport, to create messages. The SDK knows the parameters and the fields; its HTTP client cannot
 * say whether a failed request was written, and with it the import takes ten times as long.
 */
export const messageResource = (
  account: TwilioAccount,
  options: { readonly timeoutMs: number; readonly mayWrite?: () => boolean },
) => {
  const version = {
    create: async (sdk: {
      readonly uri: string;
      readonly data: Readonly<Record<string, unknown>>;
    }): Promise<unknown> => {
      const path = `/2010-04-01${sdk.uri}`;
      return JSON.parse(
        (await callApi(account, { ...options, method: 'POST', path, form: sdk.data })).body,
      );
    },
    setPromiseCallback: <T>(promise: Promise<T>): Promise<T> => promise,
  };
  // The resource uses these two of a Version's methods; the class itself brings every API of Twilio's with it.
  return MessageListInstance(
    version as unknown as Parameters<typeof MessageListInstance>[0],
    account.accountSid,
  );
};
