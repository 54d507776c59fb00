const asked = /@media([^{]*?)\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;

/** Whether a page looks different in the dark. */
export const hasTheme = (page: string): boolean => page.search(asked) !== -1;

/**
 * A page as a reader in light or dark shows it, whatever the browser prefers: what it says for the
 * theme holds always, and what it says for the other one never.
 */
export const inTheme = (page: string, theme: 'light' | 'dark'): string =>
  page.replace(asked, (_, before: string, wanted: string) =>
    wanted.toLowerCase() === theme
      ? `@media${before}(min-width: 0)`
      : `@media${before}(min-width: 99999px)`,
  );
