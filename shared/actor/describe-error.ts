import { BauhausError } from '#shared/errors.ts';

const frame = new RegExp(
  [
    '^ {4}at (?:async )?',
    String.raw`(?:[^\n]{1,200} \()?`,
    String.raw`((?:file:\/\/|node:|\/)[^\s()]{1,500}:\d{1,9}:\d{1,9})`,
    String.raw`\)?$`,
  ].join(''),
);

/**
 * The stack frames of an error, innermost first, as `file:line:column`. The message precedes them
 * in the stack and may look like a frame; empty where the stack no longer contains the message.
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
 * Describes an error without personal data: our own errors by their message, any other by its name
 * and frame only, since its message may quote its input.
 */
export const describeError = (error: unknown): string => {
  if (error instanceof BauhausError) {
    const cause = error.cause === undefined ? '' : `, caused by ${describeError(error.cause)}`;
    return `${error.name}: ${error.message}${cause}`;
  }
  if (!(error instanceof Error)) return typeof error;
  const [frame] = framesOf(error);
  return frame === undefined ? error.name : `${error.name} at ${frame}`;
};
