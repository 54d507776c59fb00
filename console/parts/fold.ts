/** A text as it is searched: without accents and capitals. */
export const foldedOf = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
