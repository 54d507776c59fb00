import { BauhausError, InvariantBroken } from './errors.ts';

/** A success with its value, or a failure that says who must act and whether to retry. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: BauhausError };

/** Makes a success. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
/** Makes a failure. */
export const failed = (error: BauhausError): Result<never> => ({ ok: false, error });

/** Runs work that may throw; an error that is no `BauhausError` becomes `InvariantBroken`. */
export const attempt = async <T>(work: () => Promise<T>): Promise<Result<T>> => {
  try {
    return ok(await work());
  } catch (error) {
    return failed(
      error instanceof BauhausError
        ? error
        : new InvariantBroken('unexpected error', { cause: error }),
    );
  }
};

/** For the `default` of a switch over a union: a forgotten case does not compile. */
export const assertNever = (value: never): never => {
  throw new InvariantBroken(`unexpected value ${JSON.stringify(value)}`);
};
