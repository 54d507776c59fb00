import { parseArgs } from 'node:util';
import { ConfigurationError } from '#shared/errors.ts';

/** The command line of `npm start -- …`. */
export interface Flags {
  /** How many times faster than real time the agents' time runs. */
  readonly speed: number;
  /** Overrides PORT; null where it is not given. */
  readonly port: number | null;
  /** Whether the demo agency's trips are booked on the first start. */
  readonly demo: boolean;
  readonly help: boolean;
}

/** At a higher speed a lease of one minute would be shorter than a request. */
const maxSpeed = 600;

/** The help text. */
export const usage = `npm start -- [--speed N] [--port N] [--no-demo]

  --speed N   lets the agents' time run N times faster (1 to ${maxSpeed}); with simulators only
  --port N    listens on this port instead of PORT
  --no-demo   books no demo trips

Everything else is configured by environment variables or a .env file: see README.md.`;

const parseNumber = (
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  isInteger: boolean,
  problems: string[],
): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max && (!isInteger || Number.isInteger(value)))
    return value;
  const kind = isInteger ? 'whole number' : 'number';
  problems.push(`--${name} is malformed: it should be a ${kind} from ${min} to ${max}`);
  return null;
};

/**
 * Parses the command line.
 * @throws ConfigurationError that names every unknown or malformed flag.
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
    const speed = parseNumber('speed', values.speed, 1, maxSpeed, false, problems) ?? 1;
    const port = parseNumber('port', values.port, 0, 65_535, true, problems);
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
