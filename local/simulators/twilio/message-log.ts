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

/** The newest messages, in memory and, to survive a restart, in a file. */
export interface MessageLog {
  get(sid: string): SimulatedMessage | undefined;
  /** Oldest first. */
  all(): readonly SimulatedMessage[];
  /** Adds a message, or replaces the one with its sid. */
  put(message: SimulatedMessage): void;
  /** Calls the listener with every message added or changed; the result unsubscribes it. */
  subscribe(listener: (message: SimulatedMessage) => void): () => void;
  close(): void;
}

const load = (file: string): SimulatedMessage[] => {
  if (!existsSync(file)) return [];
  const messages = new Map<string, SimulatedMessage>();
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    // A process that was killed while it wrote leaves an incomplete line.
    const message = SimulatedMessage.safeParse(parseLine(text));
    if (message.success) messages.set(message.data.sid, message.data);
  }
  return [...messages.values()];
};

const parseLine = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * Opens the log. Its file has one JSON line for each change, and is compacted when it is opened and
 * when it has grown.
 */
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
  const remember = (message: SimulatedMessage): void => {
    messages.set(message.sid, message);
    if (messages.size <= maxMessages) return;
    const [oldest] = messages.keys();
    if (oldest !== undefined) messages.delete(oldest);
  };

  if (file !== null) {
    for (const message of load(file)) remember(message);
    compact();
  }
  return {
    get: (sid) => messages.get(sid),
    all: () => [...messages.values()],
    put: (message) => {
      remember(message);
      if (descriptor !== null) {
        // Synchronously, since an accepted message must survive a kill in the next instant.
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
