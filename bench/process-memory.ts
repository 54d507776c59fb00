import { readdir, readFile } from 'node:fs/promises';

const parentOf = async (pid: string): Promise<string> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
    .replace(/^.*\) /s, '')
    .split(' ')[1] ?? '';

/** A process and all its descendants. */
const processTreeOf = async (pid: number): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    await Promise.all(pids.map(async (name) => [name, await parentOf(name)] as const)),
  );
  const tree = new Set([String(pid)]);
  for (let size = 0; size < tree.size; ) {
    size = tree.size;
    for (const [name, parent] of parents) if (tree.has(parent)) tree.add(name);
  }
  return [...tree];
};

/** Proportional set size in MB of a process and all its descendants. */
export const memoryOfTree = async (pid: number): Promise<number> => {
  let kilobytes = 0;
  for (const member of await processTreeOf(pid)) {
    const text = await readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss: +(\d+) kB/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes / 1_024;
};
