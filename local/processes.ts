import { readlink } from 'node:fs/promises';

/** Whether a process with this id exists, of whatever user. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** The working directory of a process; `unknown` on systems without /proc, null for no process. */
export const workingDirectoryOf = async (pid: number): Promise<string | null> => {
  if (process.platform !== 'linux') return 'unknown';
  return readlink(`/proc/${pid}/cwd`).catch(() => null);
};

/** Sends a signal, SIGKILL after `killAfterMs`, and waits until the process has ended. */
export const stopProcess = async (
  pid: number,
  signal: NodeJS.Signals,
  killAfterMs: number,
): Promise<void> => {
  if (pid <= 0) return;
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended in the meantime.
    }
  };
  send(signal);
  const killAt = Date.now() + killAfterMs;
  let isKilled = false;
  while (isRunning(pid)) {
    if (!isKilled && Date.now() > killAt) {
      isKilled = true;
      send('SIGKILL');
    }
    if (Date.now() > killAt + 5_000) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
