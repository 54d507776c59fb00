import { decodeJwt } from 'jose';
import { z } from 'zod';
import { hour, plus } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { describeDocumentStore } from '#shared/testing/document-store-contract.ts';
import { ManualClock } from '#shared/testing/fakes.ts';
import { createSupabaseDocumentStore } from '../document-store.ts';

const Removal = z.object({ prefixes: z.array(z.string()) });

/**
 * The parts of Supabase Storage in use: one bucket, with objects kept apart by the agency in the
 * caller's token.
 */
const storage = () => {
  const objects = new Map<string, { bytes: Uint8Array; type: string }>();
  const seen: { method: string; path: string; agency: unknown; body: string }[] = [];
  const answer = (status: number, body: unknown) => Response.json(body, { status });
  const serve: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const agency = decodeJwt((request.headers.get('authorization') ?? '').replace('Bearer ', ''))[
      'agency_id'
    ];
    const [, what = '', path = ''] =
      /^\/storage\/v1\/object\/(sign\/|upload\/sign\/)?documents(?:\/(.+))?$/.exec(pathname) ?? [];
    const raw = new Uint8Array(await request.clone().arrayBuffer());
    seen.push({ method: request.method, path, agency, body: new TextDecoder().decode(raw) });
    if (request.method === 'DELETE') {
      const { prefixes } = Removal.parse(await request.json());
      const own = prefixes.filter((name) => name.startsWith(`${agency}/`) && objects.delete(name));
      return answer(
        200,
        own.map((name) => ({ name })),
      );
    }
    if (!path.startsWith(`${agency}/`))
      return answer(403, {
        statusCode: '403',
        error: 'Unauthorized',
        message: 'new row violates row-level security policy',
      });
    if (what === 'upload/sign/')
      return answer(200, { url: `/object/upload/sign/documents/${path}?token=signed` });
    if (what === 'sign/')
      return answer(200, { signedURL: `/object/sign/documents/${path}?token=signed` });
    if (request.method === 'GET') {
      const found = objects.get(path);
      if (!found)
        return answer(400, { statusCode: '404', error: 'not_found', message: 'Object not found' });
      return new Response(found.bytes.slice().buffer, { headers: { 'content-type': found.type } });
    }
    const form = request.headers.get('content-type')?.startsWith('multipart/')
      ? await request.formData()
      : null;
    const file = form ? [...form.values()].find((value) => value instanceof Blob) : null;
    const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : raw;
    objects.set(path, { bytes, type: request.headers.get('content-type') ?? '' });
    return answer(200, { Id: '1', Key: `documents/${path}` });
  };
  return { serve, seen };
};
const options = {
  url: 'https://project.supabase.example',
  apiKey: 'publishable',
  jwtSecret: 'a secret of at least thirty-two characters, for tests',
};
const open = (serve: typeof fetch) =>
  createSupabaseDocumentStore({ ...options, fetch: serve, clock: new ManualClock() });

describeDocumentStore('Supabase Storage', async () => ({ store: open(storage().serve) }), {
  strict: true,
});

describe('Supabase Storage', () => {
  const agency = '00000000-0000-4000-8000-000000000001';
  const path = `${agency}/trip/pass.pdf`;
  const pdf = { bytes: new TextEncoder().encode('%PDF-1.4'), contentType: 'application/pdf' };

  it('is asked with the token of the agency whose file it is', async () => {
    const { serve, seen } = storage();
    await open(serve).put(path, pdf);
    expect(seen).toMatchObject([{ method: 'POST', path, agency }]);
  });

  it('lets a file be put by whoever has the link, for the two hours of Supabase', async () => {
    const { serve, seen } = storage();
    expect(await open(serve).uploadLink(path)).toEqual({
      url: `https://project.supabase.example/storage/v1/object/upload/sign/documents/${path}?token=signed`,
      expiresAt: plus(aMoment, 2 * hour),
    });
    expect(seen).toMatchObject([{ method: 'POST', path, agency }]);
  });

  it('signs a link for as long as is left', async () => {
    const { serve, seen } = storage();
    const store = open(serve);
    await store.put(path, pdf);
    expect(
      await store.link(path, { fileName: 'pase.pdf', expiresAt: plus(aMoment, hour) }),
    ).toContain('token=signed');
    expect(JSON.parse(seen.at(-1)?.body ?? '{}')).toMatchObject({ expiresIn: 3600 });
  });

  it('that does not answer is waited for, not taken for empty', async () => {
    const down = open(async () => new Response('no', { status: 503 }));
    await expect(down.get(path)).rejects.toThrow(ServiceUnavailable);
    await expect(down.put(path, pdf)).rejects.toThrow(ServiceUnavailable);
    await expect(
      down.link(path, { fileName: 'x', expiresAt: plus(aMoment, hour) }),
    ).rejects.toThrow(ServiceUnavailable);
  });
});
