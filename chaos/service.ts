import { type ChildProcess, spawn } from 'node:child_process';

/** How to start the service: its environment, and the port that it keeps over all restarts. */
export interface ServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly speed: number;
}

/** An exit of the service that nobody asked for. */
export interface UnexpectedExit {
  readonly at: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last line that it wrote to stderr. */
  readonly lastLine: string;
}

/** The one-machine system under a supervisor that restarts it whenever it exits. */
export interface Service {
  readonly url: string;
  /** Resolves once an instance is ready, with that time (performance.now()). */
  ready(): Promise<number>;
  isReady(): boolean;
  /** Kills its process group with -9. */
  kill(): void;
  /** Resolves with the next unexpected exit. */
  nextUnexpectedExit(): Promise<UnexpectedExit>;
  unexpectedExits(): readonly UnexpectedExit[];
  /** The last lines that it wrote to stderr, over all restarts. */
  tail(): string;
  /** Stops it with SIGTERM for good; resolves with its exit code, null where it was not running. */
  stop(): Promise<number | null>;
}

const restartDelayMs = 100;
const failureRestartDelayMs = 500;
const maxLines = 200;

/** Starts the service and keeps it running until `stop`. */
export const startService = ({ env, port, speed }: ServiceOptions): Service => {
  const lines: string[] = [];
  const exits: UnexpectedExit[] = [];
  const readyListeners: ((at: number) => void)[] = [];
  const exitListeners: ((exit: UnexpectedExit) => void)[] = [];
  let child: ChildProcess | null = null;
  let readyAt: number | null = null;
  let isKilled = false;
  let onStopped: ((code: number | null) => void) | null = null;
  let restart: NodeJS.Timeout | null = null;

  const keepLines = (text: string): void => {
    lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    lines.splice(0, Math.max(0, lines.length - maxLines));
  };
  const start = (): void => {
    const args = ['local/start.ts', '--no-demo', '--port', String(port), '--speed', String(speed)];
    // A process group of its own, so that its children can be killed with it.
    const instance = spawn(process.execPath, args, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child = instance;
    isKilled = false;
    let output = '';
    instance.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (readyAt !== null || !output.includes('Ctrl-C')) return;
      readyAt = performance.now();
      for (const listener of readyListeners.splice(0)) listener(readyAt);
    });
    instance.stderr.on('data', (chunk: Buffer) => keepLines(chunk.toString()));
    instance.once('exit', (code, signal) => {
      child = null;
      readyAt = null;
      if (onStopped) {
        onStopped(code);
        return;
      }
      if (!isKilled) {
        const exit = { at: performance.now(), code, signal, lastLine: lines.at(-1) ?? '' };
        exits.push(exit);
        for (const listener of exitListeners.splice(0)) listener(exit);
      }
      restart = setTimeout(start, isKilled ? restartDelayMs : failureRestartDelayMs);
    });
  };
  start();

  return {
    url: `http://127.0.0.1:${port}`,
    isReady: () => readyAt !== null,
    ready: () =>
      readyAt === null
        ? new Promise((resolve) => readyListeners.push(resolve))
        : Promise.resolve(readyAt),
    kill: () => {
      if (child?.pid === undefined) return;
      isKilled = true;
      readyAt = null;
      process.kill(-child.pid, 'SIGKILL');
    },
    nextUnexpectedExit: () => new Promise((resolve) => exitListeners.push(resolve)),
    unexpectedExits: () => exits,
    tail: () => lines.join('\n'),
    stop: () =>
      new Promise((resolve) => {
        onStopped = resolve;
        // A stop between an exit and its restart would otherwise leave the new instance running.
        if (restart !== null) clearTimeout(restart);
        if (child === null) resolve(null);
        else child.kill('SIGTERM');
      }),
  };
};
