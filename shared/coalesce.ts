/**
 * Makes few calls out of many: items that arrive while a batch is being processed form the next
 * batch, of at most `maxItems`; a single item is processed at once. `processBatch` resolves to one
 * result per item, in their order. The items of a failed batch are processed once more one by one
 * where `isRetryable`, and the next batch does not wait for them, so a bad item fails alone.
 */
export const coalesce = <T, R>(
  maxItems: number,
  processBatch: (batch: readonly T[]) => Promise<readonly R[]>,
  isRetryable: (error: unknown) => boolean = () => true,
): ((item: T) => Promise<R>) => {
  interface Waiting {
    readonly item: T;
    readonly done: (result: R) => void;
    readonly fail: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let isDraining = false;

  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const results = await processBatch(batch.map(({ item }) => item));
      for (const [index, { done }] of batch.entries()) done(results[index] as R);
    } catch (error) {
      if (batch.length > 1 && isRetryable(error)) for (const entry of batch) void settle([entry]);
      else for (const { fail } of batch) fail(error);
    }
  };
  const drain = async (): Promise<void> => {
    if (isDraining) return;
    isDraining = true;
    while (waiting.length > 0) await settle(waiting.splice(0, maxItems));
    isDraining = false;
  };
  return (item) =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail });
      void drain();
    });
};
