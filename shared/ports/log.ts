/** The types of value that a field may hold. */
interface Values {
  /** An id, a code or a word of our own. */
  readonly text: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly texts: readonly string[];
}

/**
 * Every field of the log and the type of its value: ids, codes, counts and decisions. There is no
 * field for a name, a phone number, the text of a message or a key.
 */
export const logFields = {
  agencyId: 'text',
  agent: 'text',
  alertId: 'text',
  attempts: 'number',
  code: 'text',
  /** The first event of the chain (ADR 11). */
  correlationId: 'text',
  /** How many there were of what a line tells of once. */
  count: 'number',
  /** What was counted, by kind: `trips 12`. */
  counts: 'texts',
  decision: 'text',
  deliveries: 'number',
  effectId: 'text',
  effects: 'number',
  error: 'text',
  eventId: 'text',
  eventType: 'text',
  events: 'number',
  /** Names of the fields of a request, never their values. */
  fields: 'texts',
  flightKey: 'text',
  followed: 'number',
  /** The id that the client of a failed request was given to quote. */
  instance: 'text',
  limit: 'number',
  messageSid: 'text',
  mode: 'text',
  outcome: 'text',
  /** The outside service that is to blame: the database, Twilio, AeroAPI, the language model. */
  provider: 'text',
  /** A message of the job queue itself. */
  report: 'text',
  retryable: 'boolean',
  route: 'text',
  rule: 'text',
  settlement: 'text',
  /** Where an error was thrown, as file and line (`framesOf`); never its message. */
  stack: 'texts',
  stored: 'boolean',
  subject: 'text',
  timers: 'number',
  tries: 'number',
  tripId: 'text',
  type: 'text',
  until: 'text',
} as const satisfies Readonly<Record<string, keyof Values>>;

/** The fields of a line of the log. */
export type LogFields = {
  readonly [Name in keyof typeof logFields]?: Values[(typeof logFields)[Name]] | null | undefined;
};

/** Rejects unknown fields, even where the fields come from a variable or a spread. */
type KnownFields<F> = [Exclude<keyof F, keyof LogFields>] extends [never]
  ? F
  : F & { readonly [Name in Exclude<keyof F, keyof LogFields>]: never };

/**
 * The structured log. Messages are constant; what varies is in the fields.
 * @example
 * log.warn('turn failed', { eventId: event.id, error: describeError(error) });
 */
export interface Log {
  debug<F extends LogFields>(message: string, fields?: KnownFields<F>): void;
  info<F extends LogFields>(message: string, fields?: KnownFields<F>): void;
  warn<F extends LogFields>(message: string, fields?: KnownFields<F>): void;
  error<F extends LogFields>(message: string, fields?: KnownFields<F>): void;
}
