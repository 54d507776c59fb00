/** The two faces that every reader of PDF has by itself, so that no font is embedded. */
export type Face = 'regular' | 'bold';

/** Advance widths of Helvetica from the space to the tilde, in thousandths of the size. */
const widths: Readonly<Record<Face, readonly number[]>> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ],
};
const usualWidth = 556;
const ownWidths: ReadonlyMap<string, number> = new Map(
  Object.entries({ '¡': 333, '·': 278, '•': 350, '’': 278, '‘': 278, '…': 1000, '—': 1000 }),
);

/** Characters of the upper half of the fonts' encoding that are none of Latin-1. */
const aboveLatin1: ReadonlyMap<string, number> = new Map([
  ['€', 0x80],
  ['‚', 0x82],
  ['„', 0x84],
  ['…', 0x85],
  ['‰', 0x89],
  ['Š', 0x8a],
  ['Œ', 0x8c],
  ['Ž', 0x8e],
  ['‘', 0x91],
  ['’', 0x92],
  ['“', 0x93],
  ['”', 0x94],
  ['•', 0x95],
  ['–', 0x96],
  ['—', 0x97],
  ['š', 0x9a],
  ['œ', 0x9c],
  ['ž', 0x9e],
  ['Ÿ', 0x9f],
]);
const isLatin1 = (character: string): boolean => /^[\u0020-\u007e\u00a0-\u00ff]$/.test(character);
const substitutes: ReadonlyMap<string, string> = new Map(
  Object.entries({ '→': '–', '−': '-', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i', ő: 'ö', ű: 'ü' }),
);

/**
 * Text as the fonts can show it (WinAnsi): letters of other Latin alphabets without their accents,
 * pictographs left out, anything else as `?`.
 */
const printable = (text: string): string =>
  [...text.normalize('NFC').replace(/\p{Extended_Pictographic}|\u200d|\ufe0f/gu, '')]
    .map((character) => {
      const known = substitutes.get(character) ?? character;
      if (isLatin1(known) || aboveLatin1.has(known)) return known;
      const base = known.normalize('NFD').replace(/\p{M}/gu, '');
      return base !== '' && [...base].every(isLatin1) ? base : '?';
    })
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

/** A string literal of PDF, in the bytes of the fonts' encoding (as Latin-1 characters). */
export const pdfString = (text: string): string =>
  `(${[...printable(text)]
    .map((character) => {
      const code = aboveLatin1.get(character);
      return code === undefined
        ? character.replace(/[\\()]/, '\\$&')
        : `\\${code.toString(8).padStart(3, '0')}`;
    })
    .join('')})`;

const widthOf = (character: string, face: Face): number => {
  const own = ownWidths.get(character);
  if (own !== undefined) return own;
  // An accent does not change how wide a letter is.
  const code = character.normalize('NFD').charCodeAt(0);
  return widths[face][code - 32] ?? usualWidth;
};

/** How wide a line is, in the unit of its size. */
export const widthOfText = (text: string, face: Face, size: number): number =>
  [...printable(text)].reduce((sum, character) => sum + widthOf(character, face), 0) *
  (size / 1000);

/** Lines of a text that are at most so wide; a word that is wider is broken. */
export const wrapped = (
  text: string,
  face: Face,
  size: number,
  maxWidth: number,
): readonly string[] => {
  const fits = (line: string) => widthOfText(line, face, size) <= maxWidth;
  const lines: string[] = [];
  let line = '';
  const add = (word: string): void => {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      return;
    }
    if (line !== '') {
      lines.push(line);
      line = '';
      add(word);
      return;
    }
    const characters = [...word];
    let end = characters.length - 1;
    while (end > 1 && !fits(characters.slice(0, end).join(''))) end -= 1;
    lines.push(characters.slice(0, end).join(''));
    if (end < characters.length) add(characters.slice(end).join(''));
  };
  for (const word of printable(text).split(' ')) if (word !== '') add(word);
  return line === '' ? lines : [...lines, line];
};
