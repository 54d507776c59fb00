import type { Answer, Api } from './harness.ts';

const origin = 'https://travel.example';

/** A browser: it keeps the session's cookie and names the page that asks. */
export const aBrowser = (api: Api) => {
  let cookie = '';
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const answer = await api.send(method, path, {
      headers: {
        origin,
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const given = answer.headers.get('set-cookie');
    if (given !== null) cookie = given.includes('Max-Age=0') ? '' : (given.split(';')[0] ?? '');
    return answer;
  };
  return {
    ask,
    signIn: (token: string) => ask('POST', '/session', { token }),
    /** What it shows of the session. */
    cookie: () => cookie,
  };
};

/** Invites somebody by the key of an agency, and lets them accept. */
export const join = async (agency: Api['south'], name: string, more: object = {}) => {
  const invitation = await agency.ask('POST', '/invitations', {
    name,
    email: `${name}@example.com`,
    role: 'agent',
    ...more,
  });
  const accepted = await agency.ask('POST', '/invitations/accept', {
    invitation: invitation.json['token'],
    token: name,
  });
  return { invitation, accepted, id: String(accepted.json['id']) };
};

/** A browser in which a new member of the southern agency is signed in. */
export const signedIn = async (api: Api, name: string, more: object = {}) => {
  const { id } = await join(api.south, name, more);
  const browser = aBrowser(api);
  await browser.signIn(name);
  return { ...browser, id };
};
