import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { between, hour, plus, second } from '#shared/domain/instant.ts';
import { InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { SupabaseOptions } from './rpc.ts';
import { createTokens } from './token.ts';

const bucket = 'documents';
/** Enough for a file of 16 MB. */
const defaultTimeoutMs = 20_000;
/** How long Supabase lets an upload link live. */
const uploadLifeMs = 2 * hour;
const documentPath = /^([0-9a-f]{8}-[0-9a-f-]{27})\/[\w./-]+$/;

/**
 * Documents in Supabase Storage. Requests carry the agency's own token, which the bucket's policies
 * keep to its folder; links are signed by Supabase.
 */
export const createSupabaseDocumentStore = (
  options: SupabaseOptions & { readonly clock: Clock },
): DocumentStore => {
  const tokenFor = createTokens(options.jwtSecret, []);
  const clients = new Map<string, SupabaseClient>();
  const files = (path: string) => {
    const agencyId = documentPath.exec(path)?.[1];
    if (agencyId === undefined || path.includes('..'))
      throw new InvariantBroken('a document path of another form');
    const client =
      clients.get(agencyId) ??
      createClient(options.url, options.apiKey, {
        global: { fetch: options.fetch ?? boundedFetch(options.timeoutMs ?? defaultTimeoutMs) },
        accessToken: () => tokenFor(agencyId),
      });
    if (clients.size > 500) clients.clear();
    clients.set(agencyId, client);
    return client.storage.from(bucket);
  };
  const unavailable = (problem: string, cause: unknown) =>
    new ServiceUnavailable('documents', problem, { cause });
  /** The storage client returns most errors, but throws those of reading a body. */
  const sendRequest = async <T extends { readonly error: unknown }>(
    problem: string,
    request: PromiseLike<T>,
  ): Promise<T> => {
    try {
      return await request;
    } catch (cause) {
      throw unavailable(problem, cause);
    }
  };
  return {
    put: async (path, { bytes, contentType }) => {
      const problem = 'the file could not be written';
      const upload = files(path).upload(path, bytes, { contentType, upsert: true });
      const { error } = await sendRequest(problem, upload);
      if (error) throw unavailable(problem, error);
    },
    get: async (path) => {
      const problem = 'the file could not be read';
      const { data, error } = await sendRequest(problem, files(path).download(path));
      if (data) return { bytes: new Uint8Array(await data.arrayBuffer()), contentType: data.type };
      if (error && 'status' in error && (error.status === 404 || error.status === 400)) return null;
      throw unavailable(problem, error);
    },
    remove: async (path) => {
      const problem = 'the file could not be removed';
      const { error } = await sendRequest(problem, files(path).remove([path]));
      if (error) throw unavailable(problem, error);
    },
    uploadLink: async (path) => {
      const problem = 'no link could be made';
      const expiresAt = plus(options.clock.now(), uploadLifeMs);
      const { data, error } = await sendRequest(problem, files(path).createSignedUploadUrl(path));
      if (error) throw unavailable(problem, error);
      return { url: data.signedUrl, expiresAt };
    },
    link: async (path, { fileName, expiresAt }) => {
      const seconds = Math.max(1, Math.floor(between(options.clock.now(), expiresAt) / second));
      const problem = 'no link could be made';
      const { data, error } = await sendRequest(
        problem,
        files(path).createSignedUrl(path, seconds, { download: fileName }),
      );
      if (error) throw unavailable(problem, error);
      return data.signedUrl;
    },
  };
};
