/** CPU time of this process in microseconds: what other processes do meanwhile is not counted. */
const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** The least of some runs: a collection of garbage or a compilation falls into one of them. */
const costOf = (runs: number, work: () => unknown): number =>
  Math.min(
    ...Array.from({ length: runs }, () => {
      const start = cpuMicros();
      work();
      return cpuMicros() - start;
    }),
  );

/** Quadratic work takes a tenth of a second at the last, and what is worse at one before it. */
const lengths = [1_000, 4_000, 16_000];
/** Below this a difference is noise. */
const noticeableMicros = 25_000;

/**
 * How much more `work` costs on four times the input: about 4 where it is linear, 16 where it is
 * quadratic; 1 where 16,000 characters cost next to nothing. `input` makes the input of a length.
 */
export const growthOverFourfold = (
  input: (length: number) => string,
  work: (text: string) => unknown,
): number => {
  for (const length of lengths) {
    const long = input(length);
    if (costOf(1, () => work(long)) < noticeableMicros) continue;
    const short = input(length / 4);
    return (
      costOf(3, () => work(long)) /
      Math.max(
        costOf(3, () => work(short)),
        1,
      )
    );
  }
  return 1;
};

/** More is worse than linear, whatever the noise. */
export const mostLinearGrowth = 9;
