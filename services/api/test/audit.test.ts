import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDiskDocumentStore } from '#shared/adapters/disk/document-store.ts';
import { AuditEntry } from '#shared/ports/audit-trail.ts';
import { aMoment, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { memorySealing } from '#shared/testing/sealing.ts';
import { signedIn } from './browser.ts';
import { type Api, anApi, bookTrip } from './harness.ts';

const auditOf = async (api: Api, query = ''): Promise<readonly AuditEntry[]> => {
  const answer = await api.south.ask('GET', `/audit${query}`);
  expect(answer.status).toBe(200);
  return AuditEntry.array().parse(answer.json['items']);
};

describe('the audit', () => {
  it('has each act with author, request and what changed, and no personal data', async () => {
    const api = await anApi();
    const trip = await bookTrip(api.south, {
      clientName: 'Ana Ruiz',
      metadata: { room: 'a secret' },
    });
    await api.south.ask('PATCH', `/trips/${trip}`, { clientName: 'Ana Paz', language: 'pt' });
    await api.south.ask('PUT', '/settings/quiet_hours', { start: '22:00' });
    await api.south.ask('PUT', '/settings/quiet_hours', { start: '21:00' });
    await api.south.ask('DELETE', `/trips/${trip}`);
    const acts = await auditOf(api);
    expect(
      acts.every(
        ({ actorKind, actorName, at }) =>
          `${actorKind} ${actorName} ${at}` === `key main key ${aMoment}`,
      ),
    ).toBe(true);
    const [setting] = acts.filter(({ objectKind }) => objectKind === 'agencies_settings');
    expect(setting).toMatchObject({
      action: 'agencies_settings.update',
      objectId: 'quiet_hours',
      changes: { setting_value: { before: { start: '22:00' }, after: { start: '21:00' } } },
    });
    const ofTrip = await auditOf(api, `?objectId=${trip}&objectKind=trips`);
    expect(ofTrip.map(({ action }) => action)).toEqual([
      'trips.update',
      'trips.update',
      'trips.insert',
    ]);
    expect(ofTrip[0]?.changes).toMatchObject({ status: { after: 'withdrawn' } });
    expect(ofTrip[1]?.changes).toMatchObject({
      client_name: 'changed',
      language: { before: 'es', after: 'pt' },
    });
    // A booking is one request, whatever it wrote.
    const booked = acts.filter(({ requestId }) => requestId === ofTrip[2]?.requestId);
    expect(booked.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['contacts.insert', 'journeys.insert']),
    );
    for (const secret of ['Ana', 'Paz', '5555', 'secret'])
      expect(JSON.stringify(acts)).not.toContain(secret);
  });

  it('has each opening of a link to a document, once an hour', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opened-'));
    const documents = createDiskDocumentStore({
      folder,
      secret: 'a secret that signs the links of these tests',
      publicBaseUrl: '',
      clock: { now: () => aMoment },
      sealing: memorySealing(),
    });
    const api = await anApi({ documents, documentLinks: documents });
    const trip = await bookTrip(api.south);
    const form = new FormData();
    form.set('file', new File(['%PDF-1.4 policy'], 'policy.pdf'));
    form.set('type', 'insurance');
    const filed = await api.send('POST', `/trips/${trip}/documents`, {
      headers: { authorization: `Bearer ${api.south.key}` },
      body: form,
    });
    for (const _ of ['once', 'again'])
      expect((await api.app.request(String(filed.json['url']))).status).toBe(200);
    await api.app.request('/documents/forged/policy.pdf');
    expect(await auditOf(api, '?action=link.open')).toMatchObject([
      { actorKind: 'link', actorId: trip, objectKind: 'documents', objectId: filed.json['id'] },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('says nothing of what was refused, and nothing to other agencies or scopes', async () => {
    const api = await anApi();
    const trip = await bookTrip(api.south);
    const before = (await auditOf(api)).length;
    await api.south.ask('PATCH', `/trips/${trip}`, { language: 'xx' });
    await api.north.ask('DELETE', `/trips/${trip}`);
    expect(await auditOf(api)).toHaveLength(before);
    expect((await api.north.ask('GET', '/audit')).json['items']).toEqual([]);
    const reader = await api.operate('POST', `/operator/agencies/${api.south.id}/keys`, {
      name: 'reader',
      scopes: ['read', 'book', 'care'],
    });
    const refused = await api.askWith(String(reader.json['key']))('GET', '/audit');
    expect([refused.status, refused.json['scope']]).toEqual([403, 'admin']);
  });

  it('names the operator who made a key, and pages through acts newest first', async () => {
    const api = await anApi();
    await api.operate('POST', `/operator/agencies/${api.south.id}/keys`, {
      name: 'another',
      scopes: ['read'],
    });
    await bookTrip(api.south);
    const all = await auditOf(api);
    expect(all.at(-1)).toMatchObject({
      actorKind: 'operator',
      action: 'agency_api_keys.insert',
      changes: { scopes: { after: ['read'] }, name: 'changed' },
    });
    const paged: number[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await api.south.ask(
        'GET',
        `/audit?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      paged.push(
        ...AuditEntry.array()
          .parse(page.json['items'])
          .map(({ id }) => id),
      );
      cursor = page.json['next'];
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(await auditOf(api, '?action=trips.insert')).toHaveLength(1);
    expect(await auditOf(api, '?from=2030-01-01T00:00:00.000Z')).toEqual([]);
  });

  it('cannot be changed or removed by the roles of requests', async () => {
    const api = await anApi();
    await bookTrip(api.south);
    const client = new pg.Client({ connectionString: api.databaseUrl });
    await client.connect();
    try {
      for (const [role, statement] of [
        ['agent', "update bauhaus.audit_log set actor_name = 'x'"],
        ['agent', 'delete from bauhaus.audit_log'],
        ['operator', 'delete from bauhaus.audit_log'],
        ['system', "update bauhaus.audit_log set actor_name = 'x'"],
      ] as const) {
        await client.query(`set role ${role}`);
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
        await client.query('reset role');
      }
    } finally {
      await client.end();
    }
  });
});

describe('the timeline of a trip', () => {
  it('has what people did with it, by whom, for those who see no audit', async () => {
    const api = await anApi();
    const lucia = await signedIn(api, 'lucia');
    const tripId = await bookTrip(api.south);
    api.advance(60_000);
    await lucia.ask('PATCH', `/trips/${tripId}`, { language: 'pt' });
    const trip = await api.store.trip(api.south.id, tripId);
    if (!trip) throw new Error('the trip is not there');
    await api.store.commit(
      aTurn(aTripBooked(trip), {
        tasks: [{ op: 'open', kind: 'cancelled', tripId, reason: 'it happened', facts: {} }],
      }),
    );
    const incidents = (await lucia.ask('GET', '/incidents')).json['items'];
    const [incident] = Array.isArray(incidents) ? incidents : [];
    api.advance(60_000);
    await lucia.ask('POST', `/incidents/${incident.id}/moves`, { act: 'claim' });
    expect((await lucia.ask('GET', '/audit')).status).toBe(403);
    const { json } = await lucia.ask('GET', `/trips/${tripId}/timeline`);
    const entries = Array.isArray(json['items']) ? json['items'] : [];
    const acts = entries.filter(({ kind }) => kind === 'act').map(({ detail }) => detail);
    expect(acts).toContainEqual(
      expect.objectContaining({ action: 'trips.insert', by: 'main key', byKind: 'key' }),
    );
    expect(acts).toContainEqual(
      expect.objectContaining({
        action: 'trips.update',
        by: 'lucia',
        byKind: 'member',
        changes: expect.objectContaining({ language: { before: 'es', after: 'pt' } }),
      }),
    );
    expect(acts).toContainEqual(
      expect.objectContaining({ action: 'incidents.update', objectId: incident.id, by: 'lucia' }),
    );
  });
});
