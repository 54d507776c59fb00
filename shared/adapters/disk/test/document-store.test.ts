import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hour, plus, second } from '#shared/domain/instant.ts';
import { WrongKey } from '#shared/errors.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { describeDocumentStore } from '#shared/testing/document-store-contract.ts';
import { ManualClock } from '#shared/testing/fakes.ts';
import { memorySealing } from '#shared/testing/sealing.ts';
import { createMemoryDocumentStore } from '../../memory/document-store.ts';
import { createDiskDocumentStore } from '../document-store.ts';

const secret = 'a secret that signs the links of these tests';
const sealing = memorySealing();
const open = () => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  const store = createDiskDocumentStore({
    folder,
    secret,
    publicBaseUrl: 'https://travel.example',
    clock: new ManualClock(),
    sealing,
  });
  return { store, folder, close: async () => rmSync(folder, { recursive: true }) };
};

describeDocumentStore('files on disk', async () => open(), { strict: true });
describeDocumentStore('files in memory', async () => ({ store: createMemoryDocumentStore() }), {
  strict: false,
});

describe('a link to a file on disk', () => {
  const path = '00000000-0000-4000-8000-000000000001/trip/pass.pdf';
  const linked = async () => {
    const { store, folder, close } = open();
    await store.put(path, {
      bytes: new TextEncoder().encode('%PDF-1.4'),
      contentType: 'application/pdf',
    });
    const link = await store.link(path, {
      fileName: 'Pase de Ana.pdf',
      expiresAt: plus(aMoment, hour),
    });
    return {
      store,
      folder,
      close,
      link,
      token: /\/documents\/([^/]+)\/Pase%20de%20Ana\.pdf$/.exec(link)?.[1] ?? '',
    };
  };

  it('opens until its time is over', async () => {
    const { store, token, close } = await linked();
    expect(await store.open(token, aMoment)).toMatchObject({
      fileName: 'Pase de Ana.pdf',
      contentType: 'application/pdf',
    });
    expect(await store.open(token, plus(aMoment, hour - second))).not.toBeNull();
    expect(await store.open(token, plus(aMoment, hour))).toBeNull();
    await close();
  });

  it('says that what it named is gone once the file was removed', async () => {
    const { store, token, close } = await linked();
    await store.remove(path);
    expect(await store.open(token, aMoment)).toBe('gone');
    await close();
  });

  it('opens nothing when it is changed, made with another secret, or made up', async () => {
    const { store, folder, token, close } = await linked();
    const other = createDiskDocumentStore({
      folder,
      secret: 'another secret',
      publicBaseUrl: 'https://travel.example',
      clock: new ManualClock(),
      sealing,
    });
    expect(await other.open(token, aMoment)).toBeNull();
    const [subject = '', expiry = '', mac = ''] = token.split('.');
    const elsewhere = Buffer.from(
      JSON.stringify(['00000000-0000-4000-8000-000000000002/trip/pass.pdf', 'x']),
    ).toString('base64url');
    for (const forged of [
      `${elsewhere}.${expiry}.${mac}`,
      `${subject}.zzzzzz.${mac}`,
      `${subject}.${expiry}.`,
      'x',
      '',
      '..',
      `${token}x`,
    ])
      expect(await store.open(forged, aMoment)).toBeNull();
    await close();
  });
});

describe('an upload link to a disk', () => {
  const path = '00000000-0000-4000-8000-000000000001/trip/uploads/one';
  const pdf = new TextEncoder().encode('%PDF-1.4');
  const uploading = async () => {
    const opened = open();
    const { url, expiresAt } = await opened.store.uploadLink(path);
    return { ...opened, expiresAt, token: url.replace('https://travel.example/uploads/', '') };
  };

  it('takes one file until its time is over', async () => {
    const { store, token, expiresAt, close } = await uploading();
    expect(await store.receive(token, pdf, expiresAt)).toBe(false);
    expect(await store.get(path)).toBeNull();
    expect(await store.receive(token, pdf, plus(expiresAt, -second))).toBe(true);
    expect(await store.receive(token, new Uint8Array(9), aMoment)).toBe(false);
    expect(Buffer.from((await store.get(path))?.bytes ?? [])).toEqual(Buffer.from(pdf));
    await close();
  });

  it('opens no file, and the link of a file takes none', async () => {
    const { store, token, close } = await uploading();
    await store.receive(token, pdf, aMoment);
    expect(await store.open(token, aMoment)).toBeNull();
    const link = await store.link(path, { fileName: 'a.pdf', expiresAt: plus(aMoment, hour) });
    const linkToken = /\/documents\/([^/]+)\//.exec(link)?.[1] ?? '';
    await store.remove(path);
    expect(await store.receive(linkToken, pdf, aMoment)).toBe(false);
    await close();
  });
});

describe('a file on disk', () => {
  const path = '00000000-0000-4000-8000-000000000001/trip/pass.pdf';
  const pdf = {
    bytes: new TextEncoder().encode('%PDF-1.4 the words in it'),
    contentType: 'application/pdf',
  };

  it('cannot be read without the key', async () => {
    const { store, folder, close } = open();
    await store.put(path, pdf);
    expect(readFileSync(join(folder, path), 'latin1')).not.toContain('words');
    await close();
  });

  it('is refused under another path, and where it was changed', async () => {
    const { store, folder, close } = open();
    await store.put(path, pdf);
    const elsewhere = path.replace('pass', 'copy');
    cpSync(join(folder, path), join(folder, elsewhere));
    await expect(store.get(elsewhere)).rejects.toThrow(WrongKey);
    const bytes = readFileSync(join(folder, path));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(join(folder, path), bytes);
    await expect(store.get(path)).rejects.toThrow(WrongKey);
    await close();
  });

  it('of before files were sealed is read as it is', async () => {
    const { store, folder, close } = open();
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), pdf.bytes);
    expect((await store.get(path))?.bytes).toEqual(pdf.bytes);
    await close();
  });
});
