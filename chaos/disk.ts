import { execFileSync } from 'node:child_process';

/**
 * Mounts a tmpfs of its own for the run, so that filling it harms nothing else. Answers why not
 * where this platform or user cannot.
 */
export const mountSmallDisk = (
  at: string,
  megabytes: number,
): { unmount(): void } | { readonly skipped: string } => {
  if (process.platform !== 'linux') return { skipped: 'a small disk can only be made on Linux' };
  if (process.getuid?.() !== 0) return { skipped: 'a small disk requires root' };
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
