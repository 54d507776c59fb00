import { unstorable } from './domain/storable.ts';
import { Problem, pointer } from './problem.ts';

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

const readText = async (request: Request, limit: number): Promise<string> => {
  const bytes = await readBytes(request, limit);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('malformed-body', 'The body is not UTF-8.');
  }
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

/** A text, free of anything that could not be stored. */
export const readPlainText = async (
  request: Request,
  limit: number,
  types: readonly string[],
): Promise<string> => {
  requireType(request, types);
  const text = await readText(request, limit);
  const fault = unstorable(text);
  if (fault) throw new Problem('malformed-body', `The text cannot be stored: it ${fault.message}.`);
  return text;
};

/** The fields of a form: a name that was sent more than once has all its values, an empty one is there. */
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
