/** The kinds of value that a field may hold. */
interface Values {
  /** An id, a code or a word of our own. */
  readonly text: string;
  readonly figure: number;
  readonly flag: boolean;
  readonly texts: readonly string[];
}

/**
 * Every field that a line of the log may carry, and the kind of its value: ids, codes, counts and
 * decisions. A name, a number, the words of a message or a key have no field to stand in.
 */
export const logFields = {
  agencyId: 'text',
  agent: 'text',
  alertId: 'text',
  attempts: 'figure',
  code: 'text',
  /** The first event of the story that this one belongs to (ADR 11). */
  correlationId: 'text',
  decision: 'text',
  deliveries: 'figure',
  /** A service we depend on. */
  dependency: 'text',
  effectId: 'text',
  effects: 'figure',
  error: 'text',
  eventId: 'text',
  eventType: 'text',
  events: 'figure',
  /** Names of fields of a request, never what they hold. */
  fields: 'texts',
  flightKey: 'text',
  followed: 'figure',
  /** What the client of a failed request was told to quote. */
  instance: 'text',
  limit: 'figure',
  messageSid: 'text',
  mode: 'text',
  outcome: 'text',
  /** Of the job queue, in its own words. */
  report: 'text',
  retryable: 'flag',
  route: 'text',
  rule: 'text',
  settlement: 'text',
  /** Where an error was thrown, file and line (`framesOf`); never its message. */
  stack: 'texts',
  stored: 'flag',
  subject: 'text',
  timers: 'figure',
  tries: 'figure',
  tripId: 'text',
  type: 'text',
  until: 'text',
} as const satisfies Readonly<Record<string, keyof Values>>;

/** What a line of the log may carry besides its message. */
export type LogFields = {
  readonly [Name in keyof typeof logFields]?: Values[(typeof logFields)[Name]] | null | undefined;
};

/** Refuses any other field, also where the fields come in a variable or are spread. */
type Only<F> = [Exclude<keyof F, keyof LogFields>] extends [never]
  ? F
  : F & { readonly [Name in Exclude<keyof F, keyof LogFields>]: never };

/**
 * Where services say what happened to them; one structured line each.
 * @example log.warn('turn failed', { agent: 'concierge', eventId: event.id, error: describeError(e)
 * });
 */
export interface Log {
  debug<F extends LogFields>(message: string, fields?: Only<F>): void;
  info<F extends LogFields>(message: string, fields?: Only<F>): void;
  warn<F extends LogFields>(message: string, fields?: Only<F>): void;
  error<F extends LogFields>(message: string, fields?: Only<F>): void;
}
