/**
 * A number in [0, 1) that depends on the text alone (FNV-1a), so that flights spread out in time
 * and replays stay the same.
 */
export const hashToUnitInterval = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // Short texts that differ in one letter would land close together without a last stir.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};
