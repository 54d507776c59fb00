import { createHash } from 'node:crypto';

/** The name space of all ids that this project derives; a fixed random uuid. */
const nameSpace = Buffer.from('7c1d0a9e4b6f4f0d9a553e2f86b1c0d7', 'hex');

/**
 * The uuid v5 (RFC 9562) of what makes a thing one thing: the same parts give the same id, in every process and on every run.
 * Parts are told apart, so ('a', 'b') and ('ab') differ.
 */
export const uuidV5 = (...parts: readonly (string | number | null)[]): string => {
  const bytes = createHash('sha1')
    .update(nameSpace)
    .update(JSON.stringify(parts))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
