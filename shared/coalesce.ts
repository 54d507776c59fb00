/**
 * Collects what comes in while the batch before is under way, and hands it on together, so that
 * many small calls become few, and a single one waits for nobody. `handOn` answers one result for
 * each part, in their order. Of a batch that fails each part is tried once more by itself where its
 * error allows that, and the next batch does not wait for it: a bad one spoils no other, and holds
 * up none.
 */
export const coalesce = <T, R>(
  most: number,
  handOn: (batch: readonly T[]) => Promise<readonly R[]>,
  canBeTriedAgain: (error: unknown) => boolean = () => true,
): ((item: T) => Promise<R>) => {
  interface Waiting {
    readonly item: T;
    readonly done: (result: R) => void;
    readonly fail: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let underWay = false;

  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const results = await handOn(batch.map(({ item }) => item));
      for (const [n, { done }] of batch.entries()) done(results[n] as R);
    } catch (error) {
      if (batch.length > 1 && canBeTriedAgain(error)) for (const one of batch) void settle([one]);
      else for (const { fail } of batch) fail(error);
    }
  };
  const drain = async (): Promise<void> => {
    if (underWay) return;
    underWay = true;
    while (waiting.length > 0) await settle(waiting.splice(0, most));
    underWay = false;
  };
  return (item) =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail });
      void drain();
    });
};
