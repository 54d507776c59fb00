import { randomUUID } from 'node:crypto';
import { hour, plus } from '#shared/domain/instant.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import { aMoment } from './builders.ts';

/** A store to be tested. */
export interface DocumentStoreUnderTest {
  readonly store: DocumentStore;
  close?(): Promise<void>;
}

/**
 * The contract test of `DocumentStore`, which every adapter passes. `strict`: the adapter refuses
 * paths of another form.
 */
export const describeDocumentStore = (
  name: string,
  make: () => Promise<DocumentStoreUnderTest>,
  options: { readonly strict: boolean },
): void => {
  describe(`${name} as DocumentStore`, () => {
    const pdf = {
      bytes: new TextEncoder().encode('%PDF-1.4 \u0000 a file'),
      contentType: 'application/pdf',
    };
    const aPath = () => `${randomUUID()}/${randomUUID()}/${randomUUID()}.pdf`;
    let current: DocumentStoreUnderTest | undefined;
    const store = (): DocumentStore => {
      if (!current) throw new Error('the store was not made');
      return current.store;
    };
    beforeAll(async () => {
      current = await make();
    });
    afterAll(async () => current?.close?.());

    it('gives back what it was given, byte for byte', async () => {
      const path = aPath();
      await store().put(path, pdf);
      const file = await store().get(path);
      expect(file?.contentType).toBe('application/pdf');
      expect(Buffer.from(file?.bytes ?? [])).toEqual(Buffer.from(pdf.bytes));
    });

    it('takes the same path again as the same file', async () => {
      const path = aPath();
      await store().put(path, pdf);
      await store().put(path, pdf);
      expect(await store().get(path)).not.toBeNull();
    });

    it('has nothing where nothing was put', async () => {
      expect(await store().get(aPath())).toBeNull();
    });

    it('has nothing any more where a file was removed, once or twice', async () => {
      const path = aPath();
      await store().put(path, pdf);
      await store().remove(path);
      await store().remove(path);
      expect(await store().get(path)).toBeNull();
    });

    it('makes an upload link that is an address, and puts nothing there', async () => {
      const path = aPath();
      const { url, expiresAt } = await store().uploadLink(path);
      expect(URL.canParse(url)).toBe(true);
      expect(expiresAt > aMoment).toBe(true);
      expect(await store().get(path)).toBeNull();
    });

    it('makes a link that is an address', async () => {
      const path = aPath();
      await store().put(path, pdf);
      const link = await store().link(path, {
        fileName: 'pase.pdf',
        expiresAt: plus(aMoment, hour),
      });
      expect(URL.canParse(link)).toBe(true);
    });

    if (options.strict)
      it.each(['../../etc/passwd', '/etc/passwd', `${randomUUID()}/../x.pdf`, 'x', 'a b/c', ''])(
        'refuses the path "%s"',
        async (path) => {
          await expect(async () => store().put(path, pdf)).rejects.toThrow(InvariantBroken);
          await expect(async () => store().get(path)).rejects.toThrow(InvariantBroken);
        },
      );
  });
};
