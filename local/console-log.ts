import type { Log } from '#shared/ports/log.ts';

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
/** The lowest level that is written. */
export type LogLevel = (typeof levels)[number];

/** Writes each message as one line of JSON, by default to standard error. */
export const consoleLog = (
  minLevel: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Log => {
  const at =
    (level: LogLevel): Log['info'] =>
    (message, fields) => {
      if (levels.indexOf(level) < levels.indexOf(minLevel)) return;
      write(`${JSON.stringify({ level, time: new Date().toISOString(), message, ...fields })}\n`);
    };
  return { debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
};
