import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { SimulatedMessage } from './message.ts';

/** Keeps messages in memory, the oldest of too many forgotten, and in a file so that they outlive the process. */
export interface MessageLog {
  get(sid: string): SimulatedMessage | undefined;
  /** Oldest first. */
  all(): readonly SimulatedMessage[];
  /** Adds a message, or replaces the one with its sid. */
  put(message: SimulatedMessage): void;
  /** Calls back with every message that was added or changed; returns how to stop that. */
  subscribe(listener: (message: SimulatedMessage) => void): () => void;
  close(): void;
}

const load = (file: string): SimulatedMessage[] => {
  if (!existsSync(file)) return [];
  const messages = new Map<string, SimulatedMessage>();
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    // A process that was killed while it wrote leaves half a line behind.
    const message = SimulatedMessage.safeParse(parsed(text));
    if (message.success) messages.set(message.data.sid, message.data);
  }
  return [...messages.values()];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Opens the log; one JSON line for each change, the file is drawn together when it is opened and when it has grown. */
export const openMessageLog = (options: {
  readonly file: string | null;
  readonly maxMessages: number;
}): MessageLog => {
  const { file, maxMessages } = options;
  const messages = new Map<string, SimulatedMessage>();
  const listeners = new Set<(message: SimulatedMessage) => void>();
  let descriptor: number | null = null;
  let lines = 0;

  const compact = (): void => {
    if (file === null) return;
    if (descriptor !== null) closeSync(descriptor);
    writeFileSync(
      `${file}.new`,
      [...messages.values()].map((m) => `${JSON.stringify(m)}\n`).join(''),
      { mode: 0o600 },
    );
    renameSync(`${file}.new`, file);
    descriptor = openSync(file, 'a');
    lines = messages.size;
  };
  const keep = (message: SimulatedMessage): void => {
    messages.set(message.sid, message);
    if (messages.size <= maxMessages) return;
    const [oldest] = messages.keys();
    if (oldest !== undefined) messages.delete(oldest);
  };

  if (file !== null) {
    for (const message of load(file)) keep(message);
    compact();
  }
  return {
    get: (sid) => messages.get(sid),
    all: () => [...messages.values()],
    put: (message) => {
      keep(message);
      if (descriptor !== null) {
        // Written at once: what was accepted must not be forgotten when the process is killed in the next instant.
        writeSync(descriptor, `${JSON.stringify(message)}\n`);
        lines += 1;
        if (lines > 6 * maxMessages) compact();
      }
      for (const listener of listeners) listener(message);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
      listeners.clear();
    },
  };
};
