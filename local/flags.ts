import { parseArgs } from 'node:util';
import { ConfigurationError } from '#shared/errors.ts';

/** What `npm start -- …` was asked for on the command line. */
export interface Flags {
  /** How many times faster than the world the agents' time runs. */
  readonly speed: number;
  /** Before PORT. */
  readonly port: number | null;
  /** Whether the demo agency's trips are booked on the first start. */
  readonly demo: boolean;
  readonly help: boolean;
}

/** Beyond it a lease of a minute is shorter than a request takes. */
const maxSpeed = 600;

/** What can be said on the command line. */
export const usage = `npm start -- [--speed N] [--port N] [--no-demo]

  --speed N   lets the agents' time run N times faster (1 to ${maxSpeed}); with simulators only
  --port N    listens there instead of at PORT
  --no-demo   books no demo trips

Everything else is configured by environment variables or a .env file: see README.md.`;

const number = (
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  whole: boolean,
  problems: string[],
): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value)))
    return value;
  problems.push(
    `--${name} is malformed: it should be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`,
  );
  return null;
};

/**
 * Reads the command line.
 * @throws ConfigurationError that names every flag that is unknown or malformed.
 */
export const readFlags = (args: readonly string[]): Flags => {
  const problems: string[] = [];
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        speed: { type: 'string' },
        port: { type: 'string' },
        demo: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowNegative: true,
    });
    const speed = number('speed', values.speed, 1, maxSpeed, false, problems) ?? 1;
    const port = number('port', values.port, 0, 65_535, true, problems);
    if (problems.length === 0)
      return { speed, port, demo: values.demo ?? true, help: values.help ?? false };
  } catch (error) {
    problems.push(
      typeof error === 'object' && error !== null && 'message' in error
        ? (String(error.message).split('. ')[0] ?? '')
        : 'the command line cannot be read',
    );
  }
  throw new ConfigurationError(problems.join('\n'));
};
