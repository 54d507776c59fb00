import { createStore, useStore } from './store.ts';

/** Whether answers come, and whether we are known. */
interface Connection {
  readonly isReached: boolean;
  readonly isSignedIn: boolean;
}

const connection = createStore<Connection>({ isReached: true, isSignedIn: true });
const mark = (change: Partial<Connection>): void => {
  const before = connection.get();
  const after = { ...before, ...change };
  if (after.isReached !== before.isReached || after.isSignedIn !== before.isSignedIn)
    connection.set(after);
};

/** An answer came. */
export const markReached = (): void => mark({ isReached: true });
/** No answer came. */
export const markUnreached = (): void => mark({ isReached: false });
/** The session has ended. */
export const markSignedOut = (): void => mark({ isSignedIn: false });
/** A session has begun. */
export const markSignedIn = (): void => mark({ isSignedIn: true });

/** Whether answers come, and whether we are known. */
export const useConnection = (): Connection => useStore(connection);
