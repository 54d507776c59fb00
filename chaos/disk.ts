import { execFileSync } from 'node:child_process';

/** A small disk of the run's own, so that filling it hurts nobody else; null where this user may not make one. */
export const mountSmallDisk = (
  at: string,
  megabytes: number,
): { unmount(): void } | { readonly skipped: string } => {
  if (process.platform !== 'linux') return { skipped: 'a small disk can only be made on Linux' };
  if (process.getuid?.() !== 0) return { skipped: 'a small disk takes root' };
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', at], {
      stdio: 'pipe',
    });
  } catch {
    return { skipped: 'mounting a tmpfs is not allowed here' };
  }
  return {
    unmount: () => {
      execFileSync('umount', ['-l', at], { stdio: 'pipe' });
    },
  };
};
