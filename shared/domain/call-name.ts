/** Titles and kinds of passenger, as agencies and booking systems put them beside a name. */
const titles = new Set(
  `mr mrs ms miss mstr master dr dra prof don doña sr sra srta señor señora señorita
  chd inf adt ing lic`.split(/\s+/),
);

/** What marks the name of a company, or of a whole family, in which nobody is called by name. */
const company = new RegExp(
  `[0-9@&]|(^|[\\s,])(${[
    's\\.?\\s?a\\.?(\\s?s)?|s\\.?r\\.?l|s\\.?l|ltda?|inc|llc|gmbh|corp|company|cia',
    'agencia|agência|agency|viajes|viagens|travel|turismo|tours?|hotel',
    'grupo|group|familia|família|family',
  ].join('|')})\\.?($|[\\s,])`,
  'iu',
);

/** First names that are said together with the one that follows. */
const firstOfTwo = new Set(
  'ana maría maria josé jose juan luis luís carlos joão joao miguel pedro mary'.split(' '),
);
const secondOfTwo = new Set(
  `josé jose maría maria luis luís carlos pablo ignacio miguel manuel antonio antônio francisco
  fernando gabriel pedro paulo victor vítor clara paula laura luisa luísa eduarda cristina beatriz fernanda
  elena sol belén belen pía pia rosa ángel angel ann martín martin diego andrés andres`.split(
    /\s+/,
  ),
);

/** A title glued to a name of a booking system: `NORMAMRS`. */
const gluedTitle = /(?<=\p{L}{3})(mrs|mstr|miss|mr)$/iu;

/** Names in capitals or in small letters are written as names are. */
const asName = (word: string): string =>
  word === word.toUpperCase() || word === word.toLowerCase()
    ? word.toLowerCase().replace(/(^|[-'’])\p{L}/gu, (start) => start.toUpperCase())
    : word;

/**
 * What to call a client by, from the name an agency typed: `PEREZ/NORMA MRS` is Norma, `Pérez, Ana
 * María` is Ana María; empty where there is nobody to call (a company, initials, nothing).
 */
export const callName = (clientName: string): string => {
  const name = clientName.replace(/\s+/gu, ' ').trim();
  if (company.test(name)) return '';
  const isGivenPart = /[/,]/.test(name);
  const given = isGivenPart ? (name.split(/[/,]/)[1] ?? '') : name;
  const words = given
    .split(' ')
    .map((word) => (name.includes('/') ? word.replace(gluedTitle, '') : word))
    .filter((word) => /\p{L}/u.test(word) && !titles.has(word.toLowerCase().replace(/\./g, '')));
  const [first = '', second = '', third = ''] = words;
  if (first.replace(/[^\p{L}]/gu, '').length < 2) return '';
  if (/^maria|^maría/iu.test(first) && /^del?$/iu.test(second)) {
    const rest = /^(l[ao]s?|el)$/iu.test(third) ? words.slice(1, 4) : words.slice(1, 3);
    return [
      asName(first),
      ...rest.map((word, i) => (i < rest.length - 1 ? word.toLowerCase() : asName(word))),
    ].join(' ');
  }
  const areTwo =
    firstOfTwo.has(first.toLowerCase()) &&
    secondOfTwo.has(second.toLowerCase()) &&
    (isGivenPart || third !== '');
  return areTwo ? `${asName(first)} ${asName(second)}` : asName(first);
};
