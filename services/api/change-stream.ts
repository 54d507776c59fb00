import type { ChangesSince } from '#shared/ports/changes.ts';

/** So soon after a commit it is told, at the latest. */
const lookEveryMs = 300;
/** So soon after a session ends its stream does. */
const checkEveryMs = 2_000;
/** A silent connection is taken for a dead one by what lies between. */
const longestSilenceMs = 15_000;

const encoder = new TextEncoder();
const asEvent = ({ cursor, ...change }: ChangesSince): string =>
  `id: ${cursor}\nevent: changes\ndata: ${JSON.stringify(change)}\n\n`;
/** Moves the cursor of who listens, and is no event to them. */
const asSilence = (cursor: string): string => `id: ${cursor}\n\n`;
const ending = 'event: end\ndata: {}\n\n';

/** What a stream of changes is made of; durations are in real time. */
export interface StreamParts {
  look(cursor: string | null): Promise<ChangesSince>;
  /** Whether whoever listens still may. */
  mayListen(): Promise<boolean>;
  pause(ms: number): Promise<void>;
  onEnd(): void;
}

/**
 * Changes as server-sent events, from a cursor on: the first event comes at once, the others as
 * they are committed. Nothing is looked up while what was sent waits to be taken. It ends when its
 * listener may not listen any more, and breaks off where a look fails: who comes back with the id
 * of the last event misses nothing.
 */
export const changeStream = (
  { look, mayListen, pause, onEnd }: StreamParts,
  from: string | null,
): ReadableStream<Uint8Array> => {
  let cursor = from;
  let isFirst = true;
  let isOpen = true;
  let uncheckedMs = 0;
  const end = (): void => {
    if (isOpen) onEnd();
    isOpen = false;
  };
  /** What to send next; null: that it has ended. */
  const next = async (): Promise<string | null> => {
    for (let silenceMs = 0; isOpen; silenceMs += lookEveryMs) {
      if (uncheckedMs >= checkEveryMs) {
        uncheckedMs = 0;
        if (!(await mayListen())) return null;
      }
      const news = await look(cursor);
      cursor = news.cursor;
      if (isFirst || news.reset || news.changes.length > 0) {
        isFirst = false;
        return asEvent(news);
      }
      if (silenceMs >= longestSilenceMs) return asSilence(cursor);
      await pause(lookEveryMs);
      uncheckedMs += lookEveryMs;
    }
    return null;
  };
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const text = await next();
        if (!isOpen) return;
        controller.enqueue(encoder.encode(text ?? ending));
        if (text !== null) return;
        controller.close();
      } catch (error) {
        end();
        throw error;
      }
      end();
    },
    cancel: end,
  });
};
