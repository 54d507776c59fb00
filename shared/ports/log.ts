/** What a line of the log may carry besides its message: ids, codes and counts; never names, numbers, bodies or keys. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where services say what happened to them; one structured line each. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
