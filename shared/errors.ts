/**
 * The base of all errors of this project: each says who must act and whether a retry can help;
 * `cause` keeps the original error.
 */
export abstract class BauhausError extends Error {
  /** Whether the same work may succeed later without anybody acting. */
  abstract readonly retryable: boolean;
  /** Who must act where a retry does not help. */
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
 * Other turns of the same actor won every try; the delivery goes back to the queue without counting
 * as a failed one.
 */
export class ActorBusy extends BauhausError {
  readonly retryable = true;
  readonly actor = 'nobody';
}

/** The stored state was written by newer code; it can be read once the deployment is finished. */
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

/** A request cannot be fulfilled as made; `field` names its field where one is to blame. */
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

/** An assumption of the code does not hold: a defect. */
export class InvariantBroken extends BauhausError {
  readonly retryable = false;
  readonly actor = 'developer';
}

/** An event came later than the ids of taken events are kept, so it may have been taken before. */
export class EventTooOld extends BauhausError {
  readonly retryable = false;
  readonly actor = 'operator';
  constructor() {
    super('it may have been taken before: the inbox does not remember so far back');
  }
}

/**
 * Something sealed cannot be opened: its key is another one or lost, it belongs to another agency,
 * or it is damaged. What was read of it must not be used (docs/runbooks/lost-key.md).
 */
export class WrongKey extends BauhausError {
  readonly retryable = false;
  readonly actor = 'operator';
}
