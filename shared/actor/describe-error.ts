import { BauhausError } from '#shared/errors.ts';

/**
 * An error in words that hold no personal data: our own errors by their message; of a foreign one only its name and where it came from,
 * since its message may quote what it choked on.
 */
export const describeError = (error: unknown): string => {
  if (error instanceof BauhausError)
    return `${error.name}: ${error.message}${error.cause === undefined ? '' : `, caused by ${describeError(error.cause)}`}`;
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim();
  return frame === undefined ? error.name : `${error.name} ${frame}`;
};
