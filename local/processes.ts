import { readlink } from 'node:fs/promises';

/** Whether a process of this id exists, whoever owns it. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** Where a process works: its directory, `unknown` where this system does not tell, null where it is gone. */
export const workingDirectoryOf = async (pid: number): Promise<string | null> => {
  if (process.platform !== 'linux') return 'unknown';
  return readlink(`/proc/${pid}/cwd`).catch(() => null);
};

/** Asks a process to end, insists after `patienceMs`, and waits until it is gone. */
export const stopProcess = async (
  pid: number,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<void> => {
  if (pid <= 0) return;
  const send = (what: NodeJS.Signals) => {
    try {
      process.kill(pid, what);
    } catch {
      // It ended in the meantime.
    }
  };
  send(signal);
  const insistAt = Date.now() + patienceMs;
  let insisted = false;
  while (isRunning(pid)) {
    if (!insisted && Date.now() > insistAt) {
      insisted = true;
      send('SIGKILL');
    }
    if (Date.now() > insistAt + 5_000) return;
    await new Promise((done) => setTimeout(done, 20));
  }
};
