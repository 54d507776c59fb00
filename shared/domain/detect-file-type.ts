/** A type of file that is accepted. */
export interface FileType {
  readonly contentType: string;
  readonly extension: string;
}

const matches = (bytes: Uint8Array, start: number, text: string): boolean =>
  [...text].every((letter, index) => bytes[start + index] === letter.charCodeAt(0));

/** Brands of pictures in the container that telephones record sound and film in. */
const pictureBrands = ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif', 'avis'];

const detectIsoMedia = (bytes: Uint8Array): FileType | null => {
  const isBrand = (brand: string) => matches(bytes, 8, brand);
  if (pictureBrands.some(isBrand)) return null;
  if (isBrand('M4A')) return { contentType: 'audio/mp4', extension: 'm4a' };
  if (isBrand('3gp')) return { contentType: 'video/3gpp', extension: '3gp' };
  return { contentType: 'video/mp4', extension: 'mp4' };
};

/** MPEG frames begin with eleven bits of sync; the bits after it tell the layer. */
const detectMpegAudio = ([first, second = 0]: Uint8Array): FileType | null => {
  if (first !== 0xff) return null;
  if ((second & 0xf6) === 0xf0) return { contentType: 'audio/aac', extension: 'aac' };
  if ((second & 0xe6) === 0xe2) return { contentType: 'audio/mpeg', extension: 'mp3' };
  return null;
};

/**
 * What a file is by its first bytes, whatever it was called; null where it is nothing that is
 * accepted (programs, archives and pages among it).
 */
export const detectFileType = (bytes: Uint8Array): FileType | null => {
  const startsWith = (text: string) => matches(bytes, 0, text);
  if (startsWith('%PDF-')) return { contentType: 'application/pdf', extension: 'pdf' };
  if (startsWith('\xff\xd8\xff')) return { contentType: 'image/jpeg', extension: 'jpg' };
  if (startsWith('\x89PNG\r\n\x1a\n')) return { contentType: 'image/png', extension: 'png' };
  if (startsWith('RIFF') && matches(bytes, 8, 'WEBP'))
    return { contentType: 'image/webp', extension: 'webp' };
  if (startsWith('OggS')) return { contentType: 'audio/ogg', extension: 'ogg' };
  if (startsWith('#!AMR')) return { contentType: 'audio/amr', extension: 'amr' };
  if (startsWith('ID3')) return { contentType: 'audio/mpeg', extension: 'mp3' };
  if (matches(bytes, 4, 'ftyp')) return detectIsoMedia(bytes);
  return detectMpegAudio(bytes);
};
