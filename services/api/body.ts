import { readBytes } from './arrival.ts';
import { findStorageFault } from './domain/storable.ts';
import { Problem, pointer } from './problem.ts';

const notUtf8 = () => new Problem('malformed-body', 'The body is not UTF-8.');

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

/**
 * Whether bytes that are not valid UTF-8 are damaged UTF-8: more non-ASCII characters decode than
 * fail. Reading them in a Windows code page would give wrong characters.
 */
const isDamagedUtf8 = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('utf-8').decode(bytes);
  const brokenCount = text.match(/\uFFFD/g)?.length ?? 0;
  const wholeCount = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return wholeCount > brokenCount;
};

/**
 * Text in UTF-16, as `Unicode text` of spreadsheets is: by its mark, or every other byte is zero.
 */
const decodeUtf16 = (bytes: Uint8Array): string | null => {
  const [first, second, third, fourth] = bytes;
  const isLittle =
    (first === 0xff && second === 0xfe) || (second === 0 && fourth === 0 && first !== 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && third === 0 && second !== 0);
  if (bytes.length < 4 || isLittle === isBig) return null;
  return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
};

const readText = async (request: Request, maxBytes: number): Promise<string> => {
  const text = decodeUtf8(await readBytes(request, maxBytes));
  if (text === null) throw notUtf8();
  return text;
};

const requireType = (request: Request, types: readonly string[]): void => {
  const type =
    (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (!types.includes(type) || encoding.toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', `Send the body as ${types[0]}, not compressed.`, {
      headers: { accept: types.join(', ') },
    });
};

/**
 * Parses the JSON body of a request and refuses what Postgres cannot store.
 * @throws Problem `malformed-body`, `body-too-large`, `unsupported-media-type`, `invalid-fields`
 */
export const readJson = async (
  request: Request,
  maxBytes: number,
  types: readonly string[] = ['application/json'],
): Promise<unknown> => {
  requireType(request, types);
  const text = await readText(request, maxBytes);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Problem('malformed-body', 'The body is not well-formed JSON.');
  }
  const fault = findStorageFault(document);
  if (fault)
    throw new Problem('invalid-fields', 'The body holds something that cannot be stored.', {
      errors: [{ pointer: pointer(fault.path), code: fault.code, message: fault.message }],
    });
  return document;
};

/**
 * Reads a CSV body as `spreadsheetText` does.
 * @throws Problem `malformed-body`, `body-too-large`, `unsupported-media-type`
 */
export const readSpreadsheet = async (
  request: Request,
  maxBytes: number,
  types: readonly string[],
): Promise<string> => {
  requireType(request, types);
  const bytes = await readBytes(request, maxBytes);
  return spreadsheetText(bytes);
};

/**
 * The text of a file as spreadsheets write it: UTF-16 or UTF-8, by its mark or as it is, else
 * Windows-1252.
 * @throws Problem `malformed-body` where it is damaged, or holds what Postgres cannot store.
 */
export const spreadsheetText = (bytes: Uint8Array): string => {
  const utf16 = decodeUtf16(bytes);
  const utf8 = utf16 ?? decodeUtf8(bytes);
  if (utf8 === null && isDamagedUtf8(bytes)) throw notUtf8();
  const text = utf8 ?? new TextDecoder('windows-1252').decode(bytes);
  const fault = findStorageFault(text);
  if (fault) throw new Problem('malformed-body', `The text cannot be stored: it ${fault.message}.`);
  return text;
};

/**
 * Reads the fields of a URL-encoded form. A field sent more than once has all its values; an empty
 * field is kept, since Twilio signs it.
 * @throws Problem `malformed-body`, `body-too-large`, `unsupported-media-type`
 */
export const readForm = async (
  request: Request,
  maxBytes: number,
): Promise<Readonly<Record<string, string | string[]>>> => {
  requireType(request, ['application/x-www-form-urlencoded']);
  const form = new URLSearchParams(await readText(request, maxBytes));
  return Object.fromEntries(
    [...new Set(form.keys())].map((name): [string, string | string[]] => {
      const [first = '', ...more] = form.getAll(name);
      return [name, more.length > 0 ? [first, ...more] : first];
    }),
  );
};
