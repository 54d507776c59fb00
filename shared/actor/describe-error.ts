import { BauhausError } from '#shared/errors.ts';

const frame =
  /^ {4}at (?:async )?(?:[^\n]{1,200} \()?((?:file:\/\/|node:|\/)[^\s()]{1,500}:\d{1,9}:\d{1,9})\)?$/;

/**
 * Where an error was thrown, innermost first: file, line and column alone. Its message stands
 * before them and may look like a frame; where it was changed later, nothing in the stack can be
 * told apart.
 */
export const framesOf = ({ stack = '', message }: Error): readonly string[] => {
  const messageAt = stack.indexOf(message);
  if (messageAt < 0) return [];
  return stack
    .slice(messageAt + message.length)
    .split('\n')
    .flatMap((line) => frame.exec(line)?.[1] ?? []);
};

/**
 * An error in words that hold no personal data: our own errors by their message; of a foreign one
 * only its name and where it came from, since its message may quote what it choked on.
 */
export const describeError = (error: unknown): string => {
  if (error instanceof BauhausError)
    return `${error.name}: ${error.message}${error.cause === undefined ? '' : `, caused by ${describeError(error.cause)}`}`;
  if (!(error instanceof Error)) return typeof error;
  const [frame] = framesOf(error);
  return frame === undefined ? error.name : `${error.name} at ${frame}`;
};
