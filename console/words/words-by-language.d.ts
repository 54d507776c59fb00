declare module 'words:*' {
  /** Every dictionary by its name, in one language. */
  const dictionaries: Readonly<Record<string, import('./words.ts').Dictionary>>;
  export = dictionaries;
}
