import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  type KMSClient,
  type KMSServiceException,
} from '@aws-sdk/client-kms';
import { InvariantBroken, ServiceUnavailable, WrongKey } from '#shared/errors.ts';
import type { Keyring } from '#shared/ports/keyring.ts';

/** What KMS answers where another key or owner is asked for, or the ciphertext is damaged. */
const wrongKeys: ReadonlySet<string> = new Set([
  'IncorrectKeyException',
  'InvalidCiphertextException',
  'NotFoundException',
  'DisabledException',
  'KMSInvalidStateException',
]);

const isKmsError = (error: unknown): error is KMSServiceException =>
  error instanceof Error && '$fault' in error;

/**
 * Data keys wrapped by a key of AWS KMS, which never leaves it; the owner is the encryption context
 * `agencyId`, so that KMS itself refuses a key under another one.
 */
export const createKmsKeyring = (options: {
  readonly client: KMSClient;
  /** ARN, id or alias of a symmetric key. */
  readonly keyId: string;
}): Keyring => {
  const { client, keyId: KeyId } = options;
  const ask = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await request();
    } catch (cause) {
      if (isKmsError(cause) && wrongKeys.has(cause.name))
        throw new WrongKey(`KMS cannot open a data key (${cause.name})`, { cause });
      throw new ServiceUnavailable('kms', isKmsError(cause) ? cause.name : 'no answer', { cause });
    }
  };
  const present = (bytes: Uint8Array | undefined): Uint8Array => {
    if (!bytes) throw new InvariantBroken('KMS answered without a key');
    return bytes;
  };
  const text = (bytes: Uint8Array | undefined): string =>
    Buffer.from(present(bytes)).toString('base64url');
  return {
    create: async (owner) => {
      const EncryptionContext = { agencyId: owner };
      const { Plaintext, CiphertextBlob } = await ask(() =>
        client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext })),
      );
      return { key: present(Plaintext), wrapped: text(CiphertextBlob) };
    },
    open: async (wrapped, owner) => {
      const CiphertextBlob = Buffer.from(wrapped, 'base64url');
      const EncryptionContext = { agencyId: owner };
      const { Plaintext } = await ask(() =>
        // The ciphertext names its key, so that keys can be exchanged while all runs.
        client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })),
      );
      return present(Plaintext);
    },
    wrap: async (Plaintext, owner) => {
      const EncryptionContext = { agencyId: owner };
      const { CiphertextBlob } = await ask(() =>
        client.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext })),
      );
      return text(CiphertextBlob);
    },
  };
};
