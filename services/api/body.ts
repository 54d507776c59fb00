import { unstorable } from './domain/storable.ts';
import { Problem, pointer } from './problem.ts';

const notUtf8 = () => new Problem('malformed-body', 'The body is not UTF-8.');
const tooLarge = (limit: number) =>
  new Problem('body-too-large', `A body may have at most ${limit} bytes.`, {
    headers: { connection: 'close' },
  });

/** Reads a body and stops at the limit, whatever its headers claim. */
export const readBytes = async (
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const length = request.headers.get('content-length');
  if (length !== null) {
    if (Number(length) > limit) throw tooLarge(limit);
    // HTTP reads no further than the length that was announced.
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.length;
      if (size > limit) {
        await reader.cancel().catch(() => undefined);
        throw tooLarge(limit);
      }
      chunks.push(read.value);
    }
  }
  return new Uint8Array(Buffer.concat(chunks));
};

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

/**
 * Whether bytes that are not UTF-8 were meant to be: with more whole characters than broken ones
 * they are a damaged file, which a code page would turn to nonsense.
 */
const isDamagedUtf8 = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('utf-8').decode(bytes);
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  const whole = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return whole > broken;
};

const readText = async (request: Request, limit: number): Promise<string> => {
  const text = decodeUtf8(await readBytes(request, limit));
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

/** The JSON document of a request, free of anything that could not be stored. */
export const readJson = async (
  request: Request,
  limit: number,
  types: readonly string[] = ['application/json'],
): Promise<unknown> => {
  requireType(request, types);
  const text = await readText(request, limit);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Problem('malformed-body', 'The body is not well-formed JSON.');
  }
  const fault = unstorable(document);
  if (fault)
    throw new Problem('invalid-fields', 'The body holds something that cannot be stored.', {
      errors: [{ pointer: pointer(fault.path), code: fault.code, message: fault.message }],
    });
  return document;
};

/**
 * The text of a spreadsheet, in UTF-8 or the code page of Windows, free of anything that could not
 * be stored.
 */
export const readSpreadsheet = async (
  request: Request,
  limit: number,
  types: readonly string[],
): Promise<string> => {
  requireType(request, types);
  const bytes = await readBytes(request, limit);
  const utf8 = decodeUtf8(bytes);
  if (utf8 === null && isDamagedUtf8(bytes)) throw notUtf8();
  const text = utf8 ?? new TextDecoder('windows-1252').decode(bytes);
  const fault = unstorable(text);
  if (fault) throw new Problem('malformed-body', `The text cannot be stored: it ${fault.message}.`);
  return text;
};

/**
 * The fields of a form: a name that was sent more than once has all its values, an empty one is
 * there.
 */
export const readForm = async (
  request: Request,
  limit: number,
): Promise<Readonly<Record<string, string | string[]>>> => {
  requireType(request, ['application/x-www-form-urlencoded']);
  const form = new URLSearchParams(await readText(request, limit));
  return Object.fromEntries(
    [...new Set(form.keys())].map((name): [string, string | string[]] => {
      const [first = '', ...more] = form.getAll(name);
      return [name, more.length > 0 ? [first, ...more] : first];
    }),
  );
};
