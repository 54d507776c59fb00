import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { createDiskDocumentStore } from '#shared/adapters/disk/document-store.ts';
import { hour, type Instant } from '#shared/domain/instant.ts';
import { endWhatIsOver } from '#shared/retention.ts';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { ManualClock } from '#shared/testing/fakes.ts';
import { memorySealing } from '#shared/testing/sealing.ts';
import { type Answer, type Api, anApi, bookTrip, mistakes, publicBaseUrl } from './harness.ts';
import { booking, inbound } from './requests.ts';

const pdf = new Blob(['%PDF-1.4 a marked file'], { type: 'application/pdf' });
/** A word that stands in everything that is said of Ana, and nowhere else. */
const marker = 'zarzamora';
const phone = '+5491155550100';

const items = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map((item: unknown) => Object(item)) : [];
const contactOf = async (agency: Api['south'], number = phone): Promise<string | null> => {
  const found = await agency.ask('GET', `/contacts?phone=${encodeURIComponent(number)}`);
  const [contact] = items(found.json['items']);
  return contact ? String(contact['id']) : null;
};

const upload = async (
  api: Api,
  tripId: string,
  { replaces, name = marker }: { readonly replaces?: string; readonly name?: string } = {},
) => {
  const form = new FormData();
  form.set('file', pdf, `${name}.pdf`);
  if (replaces !== undefined) form.set('replaces', replaces);
  form.set('type', 'insurance');
  form.set('uploadedBy', marker);
  const encoded = new Response(form);
  return api.send('POST', `/trips/${tripId}/documents`, {
    headers: {
      authorization: `Bearer ${api.south.key}`,
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    body: await encoded.arrayBuffer(),
  });
};

/** Everything the system can come to know of Ana, each with the marker; and Beto, untouched. */
const anaEverywhere = async (api: Api) => {
  const { south, store } = api;
  const tripId = await bookTrip(south, {
    clientName: `Ana ${marker}`,
    clientDescription: marker,
    metadata: { note: marker },
    stay: `Hotel ${marker}`,
    reference: marker,
    journeyReference: `J-${marker}`,
    consent: { how: 'explicit', at: '2026-11-01T10:00:00Z', by: marker },
  });
  const beto = await bookTrip(south, {
    clientName: 'Beto Paz',
    whatsapp: '+54 9 11 5555 0101',
    flightNumber: 'BA822',
  });
  const trip = Object(await store.trip(south.id, tripId));
  await store.commit(
    aTurn(aTripBooked(trip), {
      agencyId: south.id,
      state: { words: marker },
      effects: [anEffect(trip, south, { content: { kind: 'text', text: marker } })],
      tasks: [
        {
          op: 'open',
          kind: 'call',
          tripId,
          reason: 'call',
          facts: { note: marker },
        },
      ],
    }),
  );
  await api.twilio('/webhooks/twilio', inbound({ Body: marker }));
  await store.quarantine({
    agent: 'notifications',
    actorId: tripId,
    event: { ...aTripBooked(trip), correlationId: tripId },
    error: marker,
    now: trip.insertedAt,
  });
  const uploaded = await upload(api, tripId);
  if (uploaded.status !== 201) throw new Error(uploaded.text);
  const contact = await contactOf(south);
  return { tripId, beto, contact: String(contact), erase: `/contacts/${contact}/erase` };
};

describe('a document', () => {
  const onDisk = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'personal-data-'));
    const store = createDiskDocumentStore({
      folder,
      secret: 'a secret that signs the links of this test',
      publicBaseUrl,
      clock: new ManualClock(),
      sealing: memorySealing(),
    });
    const api = await anApi({ documents: store, documentLinks: store });
    return { api, close: () => rmSync(folder, { recursive: true }) };
  };
  const linkOf = (answer: Answer) => String(answer.json['url']).replace(publicBaseUrl, '');

  it('is removed by its agency, or by the one that replaces it, and its links too', async () => {
    const { api, close } = await onDisk();
    const tripId = await bookTrip(api.south);
    const first = await upload(api, tripId);
    expect((await api.send('GET', linkOf(first))).status).toBe(200);
    const second = await upload(api, tripId, { replaces: String(first.json['id']), name: 'b' });
    expect((await api.send('GET', linkOf(first))).status).toBe(410);
    expect((await api.send('GET', linkOf(second))).status).toBe(200);
    const path = `/documents/${String(second.json['id'])}`;
    expect((await api.north.ask('DELETE', path)).status).toBe(404);
    expect((await api.south.ask('DELETE', path)).status).toBe(204);
    expect((await api.south.ask('DELETE', path)).status).toBe(404);
    expect((await api.send('GET', linkOf(second))).status).toBe(410);
    expect(mistakes(await upload(api, tripId, { replaces: String(first.json['id']) }))).toEqual([
      '#/replaces unknown_document',
    ]);
    close();
  });

  it('is not opened by a link any more once its trip was withdrawn', async () => {
    const { api, close } = await onDisk();
    const tripId = await bookTrip(api.south);
    const link = linkOf(await upload(api, tripId));
    await api.south.ask('DELETE', `/trips/${tripId}`);
    expect((await api.send('GET', link)).status).toBe(410);
    close();
  });
});

describe('the export of a contact', () => {
  it('holds what the system knows of them, files too, and is their agency’s only', async () => {
    const api = await anApi();
    const { contact } = await anaEverywhere(api);
    const path = `/contacts/${contact}/export`;
    expect((await api.north.ask('POST', path)).status).toBe(404);
    const answer = await api.app.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.south.key}` },
    });
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const archive = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const data = Object(JSON.parse(strFromU8(archive['data.json'] ?? new Uint8Array())));
    expect(data).toMatchObject({
      contact: { name: `Ana ${marker}`, phone },
      consents: [{ by: marker }],
      trips: [{ clientDescription: marker }],
      messages: [{ text: marker }],
      words: [{ direction: 'in', text: marker }],
    });
    const [document] = items(data.documents);
    expect(strFromU8(archive[String(document?.['file'])] ?? new Uint8Array())).toBe(
      '%PDF-1.4 a marked file',
    );
    expect(JSON.stringify(data)).not.toContain('Beto');
  });
});

describe('the retention of an agency', () => {
  it('leaves nothing personal of journeys that are over, and counts what it ended', async () => {
    const api = await anApi();
    await anaEverywhere(api);
    const end = (now: Instant) =>
      endWhatIsOver({ store: api.store, documents: api.files }, { mostMonths: 36, now });
    const early = await end('2028-02-28T00:00:00.000Z');
    expect(early['trips']).toBeUndefined();
    expect(api.files.files.size).toBe(1);
    const counts = await end('2046-01-01T00:00:00.000Z');
    expect(counts).toMatchObject({ trips: 2, journeys: 2, contacts: 2, documents: 1, files: 1 });
    expect(await end('2046-01-01T00:00:00.000Z')).toEqual({});
    expect(await api.tablesWith(marker)).toEqual([]);
    expect(await api.tablesWith('+549115555010')).toEqual([]);
    expect(await api.tablesWith('Beto')).toEqual([]);
    expect(api.files.files.size).toBe(0);
    const trips = await api.south.ask('GET', '/trips');
    expect(items(trips.json['items']).map(({ clientName }) => clientName)).toEqual(['•••', '•••']);
  });

  it('is the agency’s own, and never longer than the operator’s', async () => {
    const api = await anApi();
    await anaEverywhere(api);
    await api.south.ask('PUT', '/settings/retention', { months: 24 });
    const end = (now: Instant, mostMonths: number) =>
      endWhatIsOver({ store: api.store, documents: api.files }, { mostMonths, now });
    expect((await end('2028-06-01T00:00:00.000Z', 36))['trips']).toBeUndefined();
    expect((await end('2028-06-01T00:00:00.000Z', 6))['trips']).toBe(2);
  });
});

describe('the erasure of a contact', () => {
  it('is refused while they travel, with the journeys, and tells first what would go', async () => {
    const api = await anApi();
    const { erase } = await anaEverywhere(api);
    const live = await api.south.ask('POST', erase, {});
    expect([live.status, live.json['type']]).toEqual([409, '/docs#live-journeys']);
    expect(items(live.json['journeys']).map(({ reference }) => reference)).toEqual([`J-${marker}`]);
    const before = await api.tablesWith(marker);
    const rehearsed = await api.south.ask('POST', erase, { withdraw: true });
    expect([rehearsed.status, rehearsed.json['erased']]).toEqual([200, false]);
    expect(rehearsed.json['counts']).toMatchObject({ trips: 1, documents: 1, words: 1, tasks: 1 });
    expect(await api.tablesWith(marker)).toEqual(before);
    expect(api.files.files.size).toBe(1);
  });

  it('leaves no word, name or number of theirs in any row of any table, and no file', async () => {
    const api = await anApi();
    const { erase, contact, beto } = await anaEverywhere(api);
    expect((await api.tablesWith(marker)).length).toBeGreaterThan(8);
    const rehearsed = await api.south.ask('POST', erase, { withdraw: true });
    const erased = await api.south.ask('POST', erase, { withdraw: true, dryRun: false });
    expect([erased.status, erased.json['erased']]).toEqual([200, true]);
    expect(erased.json['counts']).toEqual(rehearsed.json['counts']);
    expect(await api.tablesWith(marker)).toEqual([]);
    expect(await api.tablesWith('1155550100')).toEqual([]);
    expect(api.files.files.size).toBe(0);
    expect((await api.south.ask('GET', `/contacts/${contact}`)).status).toBe(404);
    expect((await api.south.ask('POST', erase, { dryRun: false })).status).toBe(404);
    expect(items((await api.south.ask('GET', '/contacts')).json['items'])).toHaveLength(1);
    expect((await api.south.ask('GET', `/trips/${beto}`)).json['clientName']).toBe('Beto Paz');
  });

  it('cannot be asked for by another agency', async () => {
    const api = await anApi();
    const { erase } = await anaEverywhere(api);
    expect((await api.north.ask('POST', erase, { dryRun: false, withdraw: true })).status).toBe(
      404,
    );
    expect(await contactOf(api.south)).not.toBeNull();
  });

  it('is not undone by a webhook or event of before, and a new word begins anew', async () => {
    const api = await anApi();
    const { erase } = await anaEverywhere(api);
    await api.south.ask('POST', erase, { dryRun: false, withdraw: true });
    await api.twilio('/webhooks/twilio', inbound({ Body: marker }));
    expect(await api.tablesWith(marker)).toEqual([]);
    api.advance(hour);
    await api.twilio(
      '/webhooks/twilio',
      inbound({ Body: 'Hola', MessageSid: `SM${'0'.repeat(31)}9` }),
    );
    const chats = await api.south.ask('GET', '/conversations');
    expect(items(chats.json['items']).map((chat) => chat['phone'])).toEqual([phone]);
    expect((await api.south.ask('POST', '/trips', booking())).status).toBe(201);
    expect(await contactOf(api.south)).not.toBeNull();
  });
});
