/**
 * The project's error family: each says who must act and whether trying again can help; `cause`
 * keeps what lay beneath.
 */
export abstract class BauhausError extends Error {
  /** Whether the same thing may succeed later without anybody doing anything. */
  abstract readonly retryable: boolean;
  /** Who must act where it does not. */
  abstract readonly actor: 'operator' | 'agency' | 'developer' | 'nobody';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A service we depend on did not answer, or asked us to wait. */
export class ServiceUnavailable extends BauhausError {
  readonly retryable = true;
  readonly actor = 'nobody';
  readonly service: string;
  readonly retryAfterMs: number | null;
  constructor(
    service: string,
    message: string,
    options?: ErrorOptions & { retryAfterMs?: number | null },
  ) {
    super(`${service}: ${message}`, options);
    this.service = service;
    this.retryAfterMs = options?.retryAfterMs ?? null;
  }
}

/**
 * Another turn of the same actor won every try; the message goes back without counting as a failed
 * delivery.
 */
export class ActorBusy extends BauhausError {
  readonly retryable = true;
  readonly actor = 'nobody';
}

/** The stored state was written by newer code than this; wait for the deployment to finish. */
export class StateFromTheFuture extends BauhausError {
  readonly retryable = true;
  readonly actor = 'operator';
}

/**
 * A setting of the process is missing or malformed; names the variable and what it should look
 * like.
 */
export class ConfigurationError extends BauhausError {
  readonly retryable = false;
  readonly actor = 'operator';
}

/** What was asked for cannot be done as asked; `field` says where, in the caller's own words. */
export class InvalidRequest extends BauhausError {
  readonly retryable = false;
  readonly actor = 'agency';
  readonly code: string;
  readonly field: string | null;
  constructor(code: string, message: string, field: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.field = field;
  }
}

/** Something that the code relies on was not so: a defect. */
export class InvariantBroken extends BauhausError {
  readonly retryable = false;
  readonly actor = 'developer';
}
