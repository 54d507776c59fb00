import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { describeError } from '#shared/actor/describe-error.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import { attempt } from '#shared/result.ts';
import { createRpc, type SupabaseOptions } from './rpc.ts';

/** One check; `problem` says what is wrong and what to do, null: nothing. */
export interface DatabaseCheck {
  readonly sentence: string;
  readonly problem: string | null;
}

const withAdvice = async (
  sentence: string,
  work: () => Promise<unknown>,
  advice: string,
): Promise<DatabaseCheck> => {
  const result = await attempt(work);
  return {
    sentence,
    problem: result.ok ? null : `${describeError(result.error)}. ${advice}`,
  };
};

/**
 * Whether the deployed system can work with its database: the data API answers its two roles and
 * nobody else, and files can be written and read. Leaves one file of a few bytes, of no agency.
 */
export const checkDatabase = async (
  options: SupabaseOptions & { readonly documents: Pick<DocumentStore, 'put' | 'get'> },
): Promise<readonly DatabaseCheck[]> => {
  const rpc = createRpc(options);
  const fetch = options.fetch ?? globalThis.fetch;
  const advice =
    'Is the schema migrated, is "api" exposed, and is the secret that of the legacy JWT ' +
    '(docs/runbooks/deploy.md)?';
  const agencyId = randomUUID();
  const path = `${agencyId}/check/check.txt`;
  const file = { bytes: new TextEncoder().encode('check'), contentType: 'text/plain' };
  return [
    await withAdvice(
      'the system may call the data API',
      () => rpc('ping', {}, null, z.unknown()),
      advice,
    ),
    await withAdvice(
      'an agency’s turn may call the data API',
      () => rpc('ping', {}, agencyId, z.unknown()),
      advice,
    ),
    await withAdvice(
      'nobody without a token may',
      async () => {
        const { status } = await fetch(`${options.url}/rest/v1/rpc/ping`, {
          method: 'POST',
          headers: {
            apikey: options.apiKey,
            'content-profile': 'api',
            'content-type': 'application/json',
          },
          body: '{}',
        });
        if (status !== 401) throw new Error(`answered ${status}`);
      },
      'Was execute on functions of "api" granted to anon? Revoke it and migrate again.',
    ),
    await withAdvice(
      'a file can be written and read',
      async () => {
        await options.documents.put(path, file);
        if ((await options.documents.get(path)) === null) throw new Error('it is not there');
      },
      'Does the role agent have usage on schema storage (projects from before July 2025 lack it)?',
    ),
  ];
};
