// cspell:ignore celular destino fecha pasajero
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskDocumentStore } from '#shared/adapters/disk/document-store.ts';
import { day, hour } from '#shared/domain/instant.ts';
import { removeFiles } from '#shared/retention.ts';
import { someCeilings } from '#shared/testing/builders.ts';
import { ManualClock } from '#shared/testing/fakes.ts';
import { memorySealing } from '#shared/testing/sealing.ts';
import { signedIn } from './browser.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => (await anApi()).setCeilings(null));
const base = 'https://travel.example';
/** The API of one machine, whose files it takes itself. */
const withFiles = async () => {
  const clock = new ManualClock();
  const documents = createDiskDocumentStore({
    folder,
    secret: 'a secret that signs the links of these tests',
    publicBaseUrl: base,
    clock,
    sealing: memorySealing(),
  });
  const api = await anApi({ documents, documentLinks: documents, clock });
  return { api, clock, tripId: await bookTrip(api.south) };
};

describe('an upload in two steps', () => {
  const begin = async ({ south }: Pick<Api, 'south'>, tripId: string) => {
    const answer = await south.ask('POST', `/trips/${tripId}/uploads`);
    expect(answer.status).toBe(201);
    return {
      path: String(answer.json['url']).replace(base, ''),
      complete: `/trips/${tripId}/uploads/${String(answer.json['id'])}/complete`,
      id: answer.json['id'],
    };
  };
  const pdf = Buffer.concat([Buffer.from('%PDF-1.4 '), Buffer.alloc(6_000_000, 'x')]);
  const insurance = { type: 'insurance', fileName: '../policy of Ana.html' };

  it('files what was put, by what its bytes are, once however often it is completed', async () => {
    const { api, tripId } = await withFiles();
    const { path, complete, id } = await begin(api, tripId);
    expect((await api.south.ask('POST', complete, insurance)).status).toBe(404);
    expect((await api.send('PUT', path, { body: pdf })).status).toBe(204);
    expect((await api.south.ask('GET', `/trips/${tripId}/documents`)).json).toEqual({ items: [] });
    const filed = await api.south.ask('POST', complete, insurance);
    expect(filed.status).toBe(201);
    expect(filed.json).toMatchObject({
      id,
      tripId,
      type: 'insurance',
      fileName: 'policy of Ana.pdf',
      contentType: 'application/pdf',
      bytes: pdf.length,
    });
    expect((await api.south.ask('POST', complete, insurance)).json['id']).toBe(id);
    expect((await api.south.ask('GET', `/trips/${tripId}/documents`)).json).toMatchObject({
      items: [{ id }],
    });
    const opened = await api.app.request(String(filed.json['url']).replace(base, ''));
    expect(Buffer.from(await opened.arrayBuffer()).equals(pdf)).toBe(true);
  });

  it('says that a member put it there, under their own name', async () => {
    const { api, tripId } = await withFiles();
    const lucia = await signedIn(api, 'lucia');
    const { path, complete } = await begin(api, tripId);
    await api.send('PUT', path, { body: pdf });
    const filed = await lucia.ask('POST', complete, { ...insurance, uploadedBy: 'Eva' });
    expect(filed.json).toMatchObject({ uploadedBy: 'lucia', uploadedByType: 'agency_agent' });
  });

  it('replaces a document of the trip as an upload by form does', async () => {
    const { api, tripId } = await withFiles();
    const first = await begin(api, tripId);
    await api.send('PUT', first.path, { body: pdf });
    await api.south.ask('POST', first.complete, insurance);
    const second = await begin(api, tripId);
    await api.send('PUT', second.path, { body: pdf });
    const unknown = { ...insurance, replaces: second.id };
    expect(mistakes(await api.south.ask('POST', second.complete, unknown))).toEqual([
      '#/replaces unknown_document',
    ]);
    const replacing = { ...insurance, replaces: first.id };
    for (const _ of ['once', 'again'])
      expect((await api.south.ask('POST', second.complete, replacing)).status).toBe(201);
    expect((await api.south.ask('GET', `/trips/${tripId}/documents`)).json).toMatchObject({
      items: [{ id: second.id }],
    });
  });

  it('that nobody completes is gone a day later, file and all', async () => {
    const { api, clock, tripId } = await withFiles();
    const { path } = await begin(api, tripId);
    await api.send('PUT', path, { body: pdf });
    const files = () =>
      readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('uploads/'));
    const before = files().length;
    clock.advance(day);
    const documents = createDiskDocumentStore({
      folder,
      secret: 'another',
      publicBaseUrl: base,
      clock,
      sealing: memorySealing(),
    });
    await removeFiles(api.store, documents, api.south.id, clock.now());
    expect(before - files().length).toBe(1);
  });

  it('is not begun where the agency has as many documents as it may', async () => {
    const { api, tripId } = await withFiles();
    await api.setCeilings(someCeilings({ storageMb: 6 }));
    const { path, complete } = await begin(api, tripId);
    await api.send('PUT', path, { body: pdf });
    expect((await api.south.ask('POST', complete, insurance)).json).toMatchObject({
      status: 429,
      ceiling: 'storage_mb',
      limit: 6,
    });
    await api.setCeilings(someCeilings({ storageMb: 7 }));
    // Nothing was lost: what was put is filed once there is room.
    expect((await api.south.ask('POST', complete, insurance)).status).toBe(201);
  });

  it('refuses what is no document and what is too large, and keeps neither', async () => {
    const { api, tripId } = await withFiles();
    const first = await begin(api, tripId);
    await api.send('PUT', first.path, { body: Buffer.from('<script>alert(1)</script>') });
    expect(mistakes(await api.south.ask('POST', first.complete, insurance))).toEqual([
      '#/file unsupported_file',
    ]);
    expect((await api.south.ask('POST', first.complete, insurance)).status).toBe(404);
    const second = await begin(api, tripId);
    const tooMuch = Buffer.concat([pdf, Buffer.alloc(11_000_000)]);
    expect((await api.send('PUT', second.path, { body: tooMuch })).status).toBe(413);
    expect((await api.south.ask('POST', second.complete, insurance)).status).toBe(404);
    expect((await api.south.ask('GET', `/trips/${tripId}/documents`)).json).toEqual({ items: [] });
  });

  it('is the agency’s own, for an hour', async () => {
    const { api, clock, tripId } = await withFiles();
    expect((await api.north.ask('POST', `/trips/${tripId}/uploads`)).status).toBe(404);
    const { path, complete } = await begin(api, tripId);
    await api.send('PUT', path, { body: pdf });
    expect((await api.north.ask('POST', complete, insurance)).status).toBe(404);
    const late = await begin(api, tripId);
    clock.advance(hour);
    expect((await api.send('PUT', late.path, { body: pdf })).status).toBe(404);
    expect((await api.send('PUT', '/uploads/forged', { body: pdf })).status).toBe(404);
  });
});

describe('a file of bookings that is too large for a request', () => {
  const upload = async (api: Api) => {
    const { json } = await api.south.ask('POST', '/imports/uploads');
    return { id: String(json['id']), path: String(json['url']).replace(base, '') };
  };
  const rows = Array.from(
    { length: 3 },
    (_, nth) => `QW10${nth};RUIZ/ANA MRS;;AR1684;AEP;BRC;2027-03-10;07:15`,
  );
  const file = Buffer.from(
    ['pnr;pasajero;celular;vuelo;origen;destino;fecha;hora', ...rows].join('\n'),
  );

  it('is put where the upload says, and imported from there once', async () => {
    const { api } = await withFiles();
    const { id, path } = await upload(api);
    expect((await api.south.ask('POST', '/imports', { upload: id })).status).toBe(404);
    expect((await api.send('PUT', path, { body: file })).status).toBe(204);
    expect((await api.north.ask('POST', '/imports', { upload: id })).status).toBe(404);
    const read = await api.south.ask('POST', '/imports', { upload: id, fileName: 'ventas.csv' });
    expect(read).toMatchObject({
      status: 200,
      json: { state: 'ready', rowCount: 3, journeys: { new: 3 }, file: { fileName: 'ventas' } },
    });
    // What was read is kept sealed with the import; the file itself is gone.
    expect((await api.south.ask('POST', '/imports', { upload: id })).status).toBe(404);
  });

  it('is taken by who may book, for an hour', async () => {
    const { api, clock } = await withFiles();
    const { path } = await upload(api);
    clock.advance(hour);
    expect((await api.send('PUT', path, { body: file })).status).toBe(404);
  });
});
