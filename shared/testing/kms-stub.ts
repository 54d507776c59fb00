import { z } from 'zod';
import { WrongKey } from '#shared/errors.ts';
import { testKeyring } from './sealing.ts';

const blob = z.base64().transform((text) => Buffer.from(text, 'base64'));
const Request = z.object({
  KeyId: z.string().default(''),
  EncryptionContext: z.object({ agencyId: z.string() }),
  CiphertextBlob: blob.optional(),
  Plaintext: blob.optional(),
});
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const unwrapped = (wrapped: string): string => base64(Buffer.from(wrapped, 'base64url'));
const refused = (type: string) => ({ status: 400, body: { __type: type, message: 'refused' } });

/**
 * What KMS answers to an operation (`x-amz-target`), with the master key of tests for every key id
 * but those that end in `lost`. Null: it is no operation of KMS.
 */
export const answerKms = async (
  target: string,
  json: unknown,
): Promise<{ readonly status: number; readonly body: unknown } | null> => {
  const operation = /^TrentService\.(\w+)$/.exec(target)?.[1];
  if (operation === undefined) return null;
  const { KeyId, EncryptionContext, CiphertextBlob, Plaintext } = Request.parse(json);
  const owner = EncryptionContext.agencyId;
  if (KeyId.endsWith('lost')) return refused('NotFoundException');
  if (operation === 'GenerateDataKey') {
    const { key, wrapped } = await testKeyring.create(owner);
    return {
      status: 200,
      body: { KeyId, Plaintext: base64(key), CiphertextBlob: unwrapped(wrapped) },
    };
  }
  if (operation === 'Encrypt' && Plaintext) {
    const wrapped = await testKeyring.wrap(Plaintext, owner);
    return { status: 200, body: { KeyId, CiphertextBlob: unwrapped(wrapped) } };
  }
  try {
    const key = await testKeyring.open(CiphertextBlob?.toString('base64url') ?? '', owner);
    return { status: 200, body: { KeyId, Plaintext: base64(key) } };
  } catch (error) {
    if (error instanceof WrongKey) return refused('InvalidCiphertextException');
    throw error;
  }
};
