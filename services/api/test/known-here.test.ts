import { knownHere } from '../known-here.ts';
import { aBrowser, signedIn } from './browser.ts';
import { anApi } from './harness.ts';

const invitation = 'bti_of-another-cell';
const id = '00000000-0000-4000-8000-00000000ffff';

describe('a cell', () => {
  it('does not know who has a key, a session or a token to sign in of another', async () => {
    const api = await anApi();
    const browser = aBrowser(api);
    const cookie = { cookie: '__Host-bauhaus=bts_of-another-cell' };
    const answers = [
      await api.askWith('key-of-another-cell-0123')('GET', '/trips'),
      await browser.ask('GET', '/me', undefined, cookie),
      await browser.ask('DELETE', '/session', undefined, cookie),
      await browser.signIn('???'),
    ];
    for (const { status } of answers)
      expect(knownHere({ headers: {} }, { statusCode: status })).toBe('no');
  });

  it('may know who asks without a key for what it does not have', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia');
    const answers = [
      await lucia.ask('GET', `/trips/${id}`),
      await aBrowser(api).ask('POST', '/invitations/look', { invitation }),
      await aBrowser(api).ask('GET', '/i/of-another-cell'),
      await aBrowser(api).signIn('stranger'),
    ];
    for (const { status } of answers)
      expect(knownHere({ headers: {} }, { statusCode: status })).toBe('perhaps');
  });

  it('may know who asks with a key or a session while it does not answer', () => {
    const down = { statusCode: 503 };
    expect(knownHere({ headers: { authorization: 'Bearer key' } }, down)).toBe('perhaps');
    expect(knownHere({ headers: {}, cookies: ['__Host-bauhaus=bts_one'] }, down)).toBe('perhaps');
    expect(knownHere({ headers: {} }, down)).toBe('yes');
  });

  it('knows who shows a key that it has', async () => {
    const api = await anApi();
    const { status } = await api.south.ask('GET', `/trips/${id}`);
    const headers = { authorization: 'Bearer key' };
    expect([status, knownHere({ headers }, { statusCode: status })]).toEqual([404, 'yes']);
  });
});
