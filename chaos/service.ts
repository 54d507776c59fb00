import { type ChildProcess, spawn } from 'node:child_process';

/** How the whole system is started: what it is told by its environment, and the port it keeps over every start. */
export interface ServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly speed: number;
}

/** One start of the service that was not asked to end. */
export interface Ending {
  readonly at: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last line it wrote. */
  readonly said: string;
}

/** The one-machine system under somebody who starts it again whenever it ends, as an operator's supervisor would. */
export interface Service {
  readonly url: string;
  /** Settles once an instance that was started after this call, or is at work now, says that it is ready; answers when. */
  ready(): Promise<number>;
  isReady(): boolean;
  /** Ends it, and everything else of its process group, at once. */
  kill(): void;
  /** Settles when it ends by itself for the first time. */
  firstEnding(): Promise<Ending>;
  /** Times it ended by itself. */
  endings(): readonly Ending[];
  /** The last lines of what it wrote, over all its lives. */
  tail(): string;
  /** Ends it cleanly and starts it no more; answers its exit code. */
  stop(): Promise<number | null>;
}

const pauseBeforeStartMs = 100;
const pauseAfterFailureMs = 500;
const keptLines = 200;

/** Starts the service and keeps it running until `stop`. */
export const startService = ({ env, port, speed }: ServiceOptions): Service => {
  const lines: string[] = [];
  const endings: Ending[] = [];
  const waiting: ((at: number) => void)[] = [];
  const onEnding: ((ending: Ending) => void)[] = [];
  let child: ChildProcess | null = null;
  let readyAt: number | null = null;
  let killed = false;
  let stopping: ((code: number | null) => void) | null = null;

  const keep = (text: string): void => {
    lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    lines.splice(0, Math.max(0, lines.length - keptLines));
  };
  const start = (): void => {
    const args = ['local/start.ts', '--no-demo', '--port', String(port), '--speed', String(speed)];
    // A group of its own, so that it and whatever it may start can be killed together.
    const started = spawn(process.execPath, args, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child = started;
    killed = false;
    let output = '';
    started.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (readyAt !== null || !output.includes('Ctrl-C')) return;
      readyAt = performance.now();
      for (const done of waiting.splice(0)) done(readyAt);
    });
    started.stderr.on('data', (chunk: Buffer) => keep(chunk.toString()));
    started.once('exit', (code, signal) => {
      child = null;
      readyAt = null;
      if (stopping) {
        stopping(code);
        return;
      }
      if (!killed) {
        const ending = { at: performance.now(), code, signal, said: lines.at(-1) ?? '' };
        endings.push(ending);
        for (const tell of onEnding.splice(0)) tell(ending);
      }
      setTimeout(start, killed ? pauseBeforeStartMs : pauseAfterFailureMs);
    });
  };
  start();

  return {
    url: `http://127.0.0.1:${port}`,
    isReady: () => readyAt !== null,
    ready: () =>
      readyAt === null ? new Promise((done) => waiting.push(done)) : Promise.resolve(readyAt),
    kill: () => {
      if (child?.pid === undefined) return;
      killed = true;
      readyAt = null;
      process.kill(-child.pid, 'SIGKILL');
    },
    firstEnding: () => new Promise((done) => onEnding.push(done)),
    endings: () => endings,
    tail: () => lines.join('\n'),
    stop: () =>
      new Promise((done) => {
        stopping = done;
        if (child === null) done(null);
        else child.kill('SIGTERM');
      }),
  };
};
