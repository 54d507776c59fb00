import { createECDH, createHash } from 'node:crypto';

/** The key pair by which push services know us (RFC 8292), in base64url. */
export interface VapidKeys {
  /** The uncompressed point; browsers are subscribed with it. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The key pair that a secret stands for, always the same one. A secret can be any random text, so
 * that a deployment can have one made where keys cannot be.
 */
export const vapidKeysOf = (secret: string): VapidKeys => {
  for (let round = 0; ; round += 1) {
    const scalar = createHash('sha256').update(`vapid ${round} ${secret}`).digest();
    const pair = createECDH('prime256v1');
    try {
      pair.setPrivateKey(scalar);
    } catch {
      // One of 2^32 digests is no number below the order of the curve.
      continue;
    }
    return {
      publicKey: pair.getPublicKey('base64url', 'uncompressed'),
      privateKey: scalar.toString('base64url'),
    };
  }
};
