import { z } from 'zod';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { StaffMail, StaffMessage } from '#shared/ports/staff-mail.ts';
import { aBrowser, join, signedIn } from './browser.ts';
import { anApi, mistakes } from './harness.ts';
import { inbound } from './requests.ts';
import { tripWithTask } from './trip-with-task.ts';

describe('becoming a member', () => {
  it('takes an invitation and the address that was invited', async () => {
    const { south } = await anApi();
    const invited = await south.ask('POST', '/invitations', {
      name: 'Lucía',
      email: 'Lucia@example.com',
      role: 'duty',
    });
    const invitation = invited.json['token'];
    const seen = await south.ask('POST', '/invitations/look', { invitation });
    expect(seen.json).toMatchObject({ agencyName: 'Viajes del Sur', role: 'duty' });
    const stranger = await south.ask('POST', '/invitations/accept', { invitation, token: 'eva' });
    expect([stranger.status, stranger.json['type']]).toEqual([403, '/docs#no-membership']);
    const accepted = await south.ask('POST', '/invitations/accept', { invitation, token: 'lucia' });
    expect(accepted.json).toMatchObject({ name: 'Lucía', role: 'duty', leftAt: null });
    const again = await south.ask('POST', '/invitations/accept', { invitation, token: 'lucia' });
    expect(again.status).toBe(410);
  });

  it('is offered by mail in the language of the agency, with the link of the answer', async () => {
    const mails: StaffMessage[] = [];
    const staffMail: StaffMail = {
      send: async (message) => {
        if (message.to.startsWith('busy')) throw new ServiceUnavailable('smtp', 'no answer');
        mails.push(message);
        return message.to.startsWith('refused') ? 'refused' : 'sent';
      },
    };
    const { south, logLines } = await anApi({ staffMail });
    const { json: agency } = await south.ask('GET', '/agency');
    await south.ask(
      'PATCH',
      '/agency',
      { languages: ['pt'] },
      { 'if-match': `"${agency['revision']}"` },
    );
    const invite = (email: string, more = {}) =>
      south.ask('POST', '/invitations', { name: 'Lucía <b>', email, role: 'duty', ...more });
    const invited = await invite('lucia@example.com');
    expect(invited.json).toMatchObject({ mail: 'sent' });
    const link = z.url().parse(invited.json['link']);
    const [mail] = mails;
    expect(mail).toMatchObject({ to: 'lucia@example.com', subject: 'Convite de Viajes del Sur' });
    expect(mail?.text).toContain(link);
    expect(mail?.html).toContain('Lucía &lt;b&gt;');
    expect(mail?.html).toContain(link.replaceAll('&', '&amp;'));
    const fragment = new URLSearchParams(new URL(link).hash.slice(1));
    const accepted = await south.ask('POST', '/invitations/accept', {
      invitation: fragment.get('invitation'),
      token: 'lucia',
    });
    expect(accepted.status).toBe(201);
    expect((await invite('refused@example.com', { language: 'en' })).json['mail']).toBe('refused');
    expect(mails[1]?.subject).toBe('Invitation from Viajes del Sur');
    expect((await invite('busy@example.com')).json).toMatchObject({ mail: 'failed', role: 'duty' });
    expect(JSON.stringify(logLines)).not.toContain('example.com');
  });

  it('ends with the invitation: revoked or after a week', async () => {
    const { south, advance } = await anApi();
    const first = await south.ask('POST', '/invitations', {
      name: 'Ana',
      email: 'ana@example.com',
      role: 'agent',
    });
    await south.ask('DELETE', `/invitations/${first.json['id']}`);
    const second = await south.ask('POST', '/invitations', {
      name: 'Eva',
      email: 'eva@example.com',
      role: 'agent',
    });
    advance(7 * 24 * 3_600_000 + 1);
    for (const [{ json }, token] of [
      [first, 'ana'],
      [second, 'eva'],
    ] as const) {
      const invitation = json['token'];
      const answer = await south.ask('POST', '/invitations/accept', { invitation, token });
      expect(answer.status).toBe(410);
    }
  });

  it('comes, on one machine, with a link that signs in at the agency that invites', async () => {
    const { south } = await anApi({
      identity: { verify: async () => null, issue: async (...asked) => asked.join(' ') },
    });
    const invitation = { name: 'Lucía', email: 'Lucia@example.com', role: 'duty' };
    const { json } = await south.ask('POST', '/invitations', invitation);
    expect(json['signIn']).toBe(`${south.id} lucia@example.com ${7 * 24 * 3_600_000}`);
  });

  it('wants groups for a limited member, and no address of another form', async () => {
    const { south } = await anApi();
    const answer = await south.ask('POST', '/invitations', {
      name: 'Guide',
      email: 'guide@example.com',
      role: 'limited',
    });
    expect(mistakes(answer)).toEqual(['#/groups custom']);
    const bad = await south.ask('POST', '/invitations', { name: 'X', email: 'x', role: 'agent' });
    expect(mistakes(bad)).toEqual(['#/email invalid_format']);
    const nameless = { name: ' ', email: 'x@example.com', role: 'agent' };
    expect(mistakes(await south.ask('POST', '/invitations', nameless))).toEqual([
      '#/name too_small',
    ]);
  });

  it('shows the address to the agency alone, which is sealed at rest', async () => {
    const { south, north, tablesWith } = await anApi();
    await join(south, 'lucia');
    expect((await south.ask('GET', '/members')).text).toContain('lucia@example.com');
    expect((await north.ask('GET', '/members')).json).toEqual({ items: [] });
    expect((await north.ask('GET', '/invitations')).json).toEqual({ items: [] });
    expect(await tablesWith('lucia@example.com')).toEqual([]);
  });
});

describe('a session', () => {
  it('says who one is, and acts under that name whatever the request says', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia', { role: 'owner' });
    expect((await lucia.ask('GET', '/me')).json).toMatchObject({
      kind: 'member',
      name: 'lucia',
      role: 'owner',
      agency: { name: 'Viajes del Sur' },
      memberships: [{ agencyName: 'Viajes del Sur' }],
    });
    await lucia.ask('PUT', '/settings/quiet_hours', { start: '22:00', end: '07:00' });
    const { json } = await api.south.ask('GET', '/audit');
    expect(json['items']).toContainEqual(
      expect.objectContaining({ actorKind: 'member', actorId: lucia.id, actorName: 'lucia' }),
    );
  });

  it('is refused where nobody is a member, and where the token is none', async () => {
    const api = await anApi();
    const browser = aBrowser(api);
    expect((await browser.signIn('nobody')).json['type']).toBe('/docs#no-membership');
    expect((await browser.signIn('???')).json['type']).toBe('/docs#sign-in-refused');
    expect((await browser.ask('GET', '/me')).status).toBe(401);
  });

  it('comes from a link once', async () => {
    const api = await anApi();
    await join(api.south, 'lucia');
    const [one, other] = await Promise.all([
      aBrowser(api).signIn('lucia#1'),
      aBrowser(api).signIn('lucia#1'),
    ]);
    expect([one.status, other.status].toSorted()).toEqual([201, 401]);
  });

  it('has a cookie that only this host and no script gets', async () => {
    const api = await anApi();
    await join(api.south, 'lucia');
    const { headers } = await aBrowser(api).signIn('lucia');
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-bauhaus=bts_[\w-]{32}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600$/,
    );
  });

  it('ends by signing out, after a day without use, and when the member is removed', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia');
    expect((await lucia.ask('DELETE', '/session')).status).toBe(204);
    expect((await lucia.ask('GET', '/me')).status).toBe(401);

    const eva = await signedIn(api, 'eva');
    api.advance(23 * 3_600_000);
    expect((await eva.ask('GET', '/me')).status).toBe(200);
    api.advance(24 * 3_600_000);
    const idle = await eva.ask('GET', '/me');
    expect([idle.status, idle.json['type']]).toEqual([401, '/docs#signed-out']);

    const ana = await signedIn(api, 'ana');
    expect((await api.south.ask('DELETE', `/members/${ana.id}`)).status).toBe(200);
    expect((await ana.ask('GET', '/me')).json['type']).toBe('/docs#signed-out');
    expect((await ana.signIn('ana')).json['type']).toBe('/docs#no-membership');
  });

  it('changes nothing for a page of another site', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia', { role: 'owner' });
    for (const foreign of ['https://evil.example', 'null', 'https://travel.example.evil.example']) {
      const answer = await lucia.ask(
        'PUT',
        '/settings/quiet_hours',
        { start: '22:00', end: '07:00' },
        { origin: foreign },
      );
      expect(answer.json['type']).toBe('/docs#foreign-page');
    }
    const withoutTls = { origin: 'http://travel.example', host: 'travel.example' };
    const answer = await lucia.ask(
      'POST',
      '/session/agency',
      { agencyId: api.south.id },
      withoutTls,
    );
    expect(answer.json['type']).toBe('/docs#foreign-page');
    const elsewhere = { origin: 'http://localhost:3000', host: 'localhost:3000' };
    const own = await lucia.ask('POST', '/session/agency', { agencyId: api.south.id }, elsewhere);
    expect(own.status).toBe(201);
    expect((await lucia.ask('GET', '/me', undefined, { origin: '' })).status).toBe(200);
  });

  it('goes on for another agency of the same person, and for no other', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia');
    const elsewhere = await lucia.ask('POST', '/session/agency', { agencyId: api.north.id });
    expect(elsewhere.json['type']).toBe('/docs#no-membership');
    await join(api.north, 'lucia');
    await lucia.ask('POST', '/session/agency', { agencyId: api.north.id });
    expect((await lucia.ask('GET', '/me')).json['agency']).toEqual({
      id: api.north.id,
      name: 'Viajes del Norte',
    });
  });
});

describe('owners', () => {
  it('are never none: the last one cannot leave or become something else', async () => {
    const { south } = await anApi();
    const ana = await join(south, 'ana', { role: 'owner' });
    const eva = await join(south, 'eva', { role: 'owner' });
    const answers = await Promise.all([
      south.ask('DELETE', `/members/${ana.id}`),
      south.ask('PATCH', `/members/${eva.id}`, { role: 'agent' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('give what who leaves held back to the queue', async () => {
    const api = await anApi();
    await signedIn(api, 'ana', { role: 'owner' });
    const lucia = await signedIn(api, 'lucia');
    const { taskId } = await tripWithTask(api);
    await lucia.ask('PATCH', `/tasks/${taskId}`, { state: 'claimed', by: 'somebody else' });
    const [{ id }] = z
      .tuple([z.looseObject({ id: z.string() })])
      .parse((await api.south.ask('GET', '/incidents')).json['items']);
    await lucia.ask('POST', `/incidents/${id}/moves`, { act: 'claim' });
    await api.twilio('/webhooks/twilio', inbound());
    const [chat] = z
      .tuple([z.looseObject({ id: z.string() })])
      .parse((await api.south.ask('GET', '/conversations')).json['items']);
    await lucia.ask('POST', `/conversations/${chat.id}/takeover`, {});
    const queues = async () => [
      (await api.south.ask('GET', '/tasks')).json['items'],
      (await api.south.ask('GET', '/incidents')).json['items'],
      (await api.south.ask('GET', '/conversations')).json['items'],
    ];
    expect(await queues()).toMatchObject([
      [{ state: 'claimed' }],
      [{ state: 'claimed', owner: { name: 'lucia' } }],
      [{ takenOverBy: 'lucia' }],
    ]);
    await api.south.ask('DELETE', `/members/${lucia.id}`);
    expect(await queues()).toMatchObject([
      [{ state: 'open' }],
      [{ state: 'open', owner: null, claimedAt: null }],
      [{ takenOverBy: null, takenOverUntil: null }],
    ]);
    expect(await api.eventTypes()).toContain('HumanTakeoverEnded');
  });
});

describe('keys of an agency', () => {
  it('are made, replaced and revoked by an owner, and shown once', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana', { role: 'owner' });
    const made = await ana.ask('POST', '/keys', { name: 'booking system', scopes: ['read'] });
    const ask = api.askWith(String(made.json['key']));
    expect((await ask('GET', '/me')).json).toMatchObject({
      kind: 'key',
      role: null,
      scopes: ['read'],
    });
    const next = await ana.ask('POST', `/keys/${made.json['id']}/rotate`, { graceHours: 0 });
    expect((await ask('GET', '/me')).json['type']).toBe('/docs#key-expired');
    expect((await api.askWith(String(next.json['key']))('GET', '/me')).status).toBe(200);
    await ana.ask('DELETE', `/keys/${next.json['id']}`);
    const listed = await ana.ask('GET', '/keys');
    expect(listed.text).not.toContain(String(made.json['key']));
    expect((await api.north.ask('DELETE', `/keys/${next.json['id']}`)).status).toBe(404);
  });

  it('are no members', async () => {
    const { south, north } = await anApi();
    const answer = await south.ask('POST', '/session/agency', { agencyId: north.id });
    expect(answer.json['type']).toBe('/docs#members-only');
  });
});
