import { call, type HttpAnswer } from './transport.ts';

/**
 * An account at Twilio; `baseUrl` sends what is meant for Twilio somewhere else, with the host as
 * the first part of the path.
 */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly baseUrl?: string | null;
}

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

/** Parameters as Twilio takes them: a list is the same name several times. */
const encoded = (values: Readonly<Record<string, unknown>>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) parameters.append(name, String(one));
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
    ? `${account.baseUrl.replace(/\/+$/, '')}/${host}`
    : `https://${host}`;
  const parameters = encoded(query);
  const body = form ? encoded(form) : json === undefined ? undefined : JSON.stringify(json);
  return call({
    method,
    url: `${base}${path}${parameters ? `?${parameters}` : ''}`,
    headers: {
      Accept: 'application/json',
      Authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
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
