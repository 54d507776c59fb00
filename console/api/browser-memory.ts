/** What was kept in this browser under a name; null: nothing. */
export const remembered = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

/** Keeps something of this browser; where it may not be kept, it lasts as long as the page. */
export const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing, by its settings.
  }
};

/** Keeps it no longer. */
export const forget = (name: string): void => {
  try {
    localStorage.removeItem(name);
  } catch {
    // There is nothing.
  }
};
