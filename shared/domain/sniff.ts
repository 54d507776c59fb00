/** A type of file that is accepted, by what its first bytes say. */
export interface Sniffed {
  readonly contentType: string;
  readonly extension: string;
}

const ascii = (bytes: Uint8Array, from: number, text: string): boolean =>
  [...text].every((letter, i) => bytes[from + i] === letter.charCodeAt(0));
const starts = (bytes: Uint8Array, ...values: readonly number[]): boolean =>
  values.every((value, i) => bytes[i] === value);

/** Brands of the container that telephones record sound and film in. */
const isoMedia = (bytes: Uint8Array): Sniffed | null => {
  if (!ascii(bytes, 4, 'ftyp')) return null;
  if (ascii(bytes, 8, 'M4A')) return { contentType: 'audio/mp4', extension: 'm4a' };
  if (ascii(bytes, 8, '3gp')) return { contentType: 'video/3gpp', extension: '3gp' };
  if (ascii(bytes, 8, 'heic') || ascii(bytes, 8, 'mif1') || ascii(bytes, 8, 'heix')) return null;
  return { contentType: 'video/mp4', extension: 'mp4' };
};

const kinds: readonly ((bytes: Uint8Array) => Sniffed | null)[] = [
  (b) => (ascii(b, 0, '%PDF-') ? { contentType: 'application/pdf', extension: 'pdf' } : null),
  (b) => (starts(b, 0xff, 0xd8, 0xff) ? { contentType: 'image/jpeg', extension: 'jpg' } : null),
  (b) =>
    starts(b, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
      ? { contentType: 'image/png', extension: 'png' }
      : null,
  (b) =>
    ascii(b, 0, 'RIFF') && ascii(b, 8, 'WEBP')
      ? { contentType: 'image/webp', extension: 'webp' }
      : null,
  (b) => (ascii(b, 0, 'OggS') ? { contentType: 'audio/ogg', extension: 'ogg' } : null),
  (b) => (ascii(b, 0, '#!AMR') ? { contentType: 'audio/amr', extension: 'amr' } : null),
  (b) =>
    ascii(b, 0, 'ID3') || (b[0] === 0xff && ((b[1] ?? 0) & 0xe6) === 0xe2)
      ? { contentType: 'audio/mpeg', extension: 'mp3' }
      : null,
  (b) =>
    b[0] === 0xff && ((b[1] ?? 0) & 0xf6) === 0xf0
      ? { contentType: 'audio/aac', extension: 'aac' }
      : null,
  isoMedia,
];

/** What a file is by its bytes, whatever it was called; null where it is nothing that is accepted (programs, archives, pages among it). */
export const sniff = (bytes: Uint8Array): Sniffed | null => {
  for (const kind of kinds) {
    const found = kind(bytes);
    if (found) return found;
  }
  return null;
};
