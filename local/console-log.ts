import type { Log } from '#shared/ports/log.ts';

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
/** From which level on lines are written. */
export type LogLevel = (typeof levels)[number];

/** One line of JSON for each message, to standard error. */
export const consoleLog = (
  least: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Log => {
  const at =
    (level: LogLevel): Log['info'] =>
    (message, fields) => {
      if (levels.indexOf(level) < levels.indexOf(least)) return;
      write(`${JSON.stringify({ level, time: new Date().toISOString(), message, ...fields })}\n`);
    };
  return { debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
};
