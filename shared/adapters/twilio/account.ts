import { call, type HttpAnswer } from './transport.ts';

/**
 * An account at Twilio. `baseUrl` redirects requests, with Twilio's host as the first part of the
 * path.
 */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly baseUrl?: string | null;
}

/** One request to Twilio. `mayWrite` is asked right before it is written. */
export interface TwilioCall {
  readonly host: 'api.twilio.com' | 'content.twilio.com';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly timeoutMs: number;
  readonly mayWrite?: () => boolean;
}

/** The value of the `Authorization` header of an account. */
export const basicAuthorization = ({ accountSid, authToken }: TwilioAccount): string =>
  `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

/** Form-encodes parameters as Twilio takes them: a list repeats its name. */
const formEncoded = (values: Readonly<Record<string, unknown>>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) parameters.append(name, String(item));
  return parameters.toString();
};

/**
 * Makes one authenticated request to Twilio.
 * @throws NoAnswer
 */
export const callTwilio = (
  account: TwilioAccount,
  { host, method, path, query = {}, form, json, timeoutMs, mayWrite }: TwilioCall,
): Promise<HttpAnswer> => {
  const base = account.baseUrl
    ? `${account.baseUrl.replace(/(?<!\/)\/+$/, '')}/${host}`
    : `https://${host}`;
  const parameters = formEncoded(query);
  const body = form ? formEncoded(form) : json === undefined ? undefined : JSON.stringify(json);
  return call({
    method,
    url: `${base}${path}${parameters ? `?${parameters}` : ''}`,
    headers: {
      Accept: 'application/json',
      Authorization: basicAuthorization(account),
      'User-Agent': 'bauhaus-travel',
      ...(body === undefined
        ? {}
        : { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
    },
    timeoutMs,
    ...(body === undefined ? {} : { body }),
    ...(mayWrite ? { mayWrite } : {}),
  });
};
