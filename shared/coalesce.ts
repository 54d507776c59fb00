/**
 * Collects what comes in while the batch before is under way, and hands it on together, so that many small writes become few, and a single one
 * waits for nobody. Of a batch that fails each part is tried once more by itself: a bad one spoils no other.
 */
export const coalesce = <T>(most: number, write: (batch: readonly T[]) => Promise<unknown>): ((item: T) => Promise<void>) => {
  interface Waiting {
    readonly item: T;
    readonly done: () => void;
    readonly fail: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let underWay = false;

  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await write(batch.map(({ item }) => item));
      for (const { done } of batch) done();
    } catch (error) {
      if (batch.length > 1) await Promise.all(batch.map((one) => settle([one])));
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
