import { BauhausError, InvariantBroken } from './errors.ts';

/** Typed success, or a failure that says who must act and whether it is retryable. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: BauhausError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const failed = (error: BauhausError): Result<never> => ({ ok: false, error });

/** Runs something that may throw; an error outside the family is a defect and is wrapped as one. */
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

/** For the `default` of a switch over a union: a case that was forgotten does not compile. */
export const assertNever = (value: never): never => {
  throw new InvariantBroken(`unexpected value ${JSON.stringify(value)}`);
};
