import { Problem } from './problem.ts';

/** How much of a body is accepted, and how long it may take to arrive. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly withinMs: number;
}

const tooLarge = (maxBytes: number) =>
  new Problem('body-too-large', `A body may have at most ${maxBytes} bytes.`, {
    headers: { connection: 'close' },
  });
const tooSlow = (withinMs: number) =>
  new Problem('request-timeout', `A body must arrive within ${withinMs / 1_000} seconds.`, {
    headers: { connection: 'close' },
  });
/** Nobody hears this answer: the connection has ended. */
const brokenOff = () =>
  new Problem('malformed-body', 'The body ended before it was complete.', {
    headers: { connection: 'close' },
  });

const arrivedBodies = new WeakMap<Request, Uint8Array<ArrayBuffer>>();

/** Above this, chunks that are put together at the end would be in memory twice. */
const largeBytes = 262_144;

/** Reads a body of a known length into one piece of memory. */
const readLarge = async (request: Request, length: number): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes = new Uint8Array(length);
  let size = 0;
  const reader = request.body?.getReader();
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    if (size + chunk.value.length > length) throw tooLarge(length);
    bytes.set(chunk.value, size);
    size += chunk.value.length;
  }
  if (size < length) throw brokenOff();
  return bytes;
};

const readWhole = async (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
  const length = request.headers.get('content-length');
  if (length !== null) {
    if (Number(length) > maxBytes) throw tooLarge(maxBytes);
    if (Number(length) > largeBytes) return readLarge(request, Number(length));
    // The HTTP server reads no further than Content-Length.
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > maxBytes) throw tooLarge(maxBytes);
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      size += chunk.value.length;
      if (size > maxBytes) {
        await reader.cancel().catch(() => undefined);
        throw tooLarge(maxBytes);
      }
      chunks.push(chunk.value);
    }
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/**
 * Waits until the body of a request has arrived whole; `readBytes` answers it afterwards. A client
 * that sends slowly, or not at all, holds nothing but its connection meanwhile.
 * @throws Problem `body-too-large`, `request-timeout`, `malformed-body`
 */
export const bodyArrives = async (
  request: Request,
  { maxBytes, withinMs }: BodyLimits,
): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(withinMs)), withinMs);
  });
  try {
    const body = readWhole(request, maxBytes).catch((error: unknown) => {
      throw error instanceof Problem ? error : brokenOff();
    });
    arrivedBodies.set(request, await Promise.race([body, deadline]));
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The body of a request of at most `maxBytes`, whatever its headers claim.
 * @throws Problem `body-too-large`, `malformed-body`
 */
export const readBytes = async (
  request: Request,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes = arrivedBodies.get(request);
  if (bytes === undefined) {
    await bodyArrives(request, { maxBytes, withinMs: 5_000 });
    return readBytes(request, maxBytes);
  }
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return bytes;
};
