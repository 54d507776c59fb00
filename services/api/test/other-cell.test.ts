import { randomUUID } from 'node:crypto';
import { mayBeOfAnotherCell } from '../other-cell.ts';
import { join, signedIn } from './browser.ts';
import { type Answer, anApi } from './harness.ts';

const cookie = '__Host-bauhaus=bts_of-another-cell';
const isLeftOpen = (
  method: string,
  rawPath: string,
  { status }: Pick<Answer, 'status'>,
  shown: { authorization?: string; cookie?: string } = {},
): boolean =>
  mayBeOfAnotherCell(
    {
      rawPath,
      headers: shown,
      ...(shown.cookie !== undefined && { cookies: [shown.cookie] }),
      requestContext: { http: { method } },
    },
    { statusCode: status },
  );
const authorization = 'Bearer key-of-another-cell-0123456789';

describe('an answer leaves open that another cell knows', () => {
  it.each([
    ['the key', 'GET', '/trips', undefined, { authorization }],
    ['the session', 'GET', '/trips', undefined, { cookie }],
    ['whose session ends', 'DELETE', '/session', undefined, { cookie }],
    ['who signs in', 'POST', '/session', { token: 'stranger' }, {}],
    ['the invitation', 'POST', '/invitations/look', { invitation: 'bti_elsewhere' }, {}],
    [
      'the invitation that is taken',
      'POST',
      '/invitations/accept',
      { invitation: 'bti_elsewhere', token: 'stranger' },
      {},
    ],
    ['the itinerary', 'GET', `/i/${randomUUID()}`, undefined, {}],
  ])('%s', async (_, method, path, body, shown) => {
    const api = await anApi();
    const answer = await api.send(method, path, {
      headers: { ...shown, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(isLeftOpen(method, path, answer, shown)).toBe(true);
  });

  it('who asks, where a cell does not answer, and nothing without a key', () => {
    const down = { status: 503 };
    expect(isLeftOpen('POST', '/trips', down, { authorization })).toBe(true);
    expect(isLeftOpen('GET', '/trips', down, { cookie })).toBe(true);
    expect(isLeftOpen('GET', '/health', down)).toBe(false);
  });
});

it('an answer to somebody who is known is the answer', async () => {
  const api = await anApi();
  const path = `/trips/${randomUUID()}`;
  const unknownTrip = await api.south.ask('GET', path);
  expect(unknownTrip.status).toBe(404);
  expect(isLeftOpen('GET', path, unknownTrip, { authorization })).toBe(false);
  await join(api.south, 'ana');
  const member = await signedIn(api, 'lucia');
  const signedInAgain = await member.signIn('ana');
  expect(signedInAgain.status).toBe(201);
  expect(isLeftOpen('POST', '/session', signedInAgain)).toBe(false);
});
