import { source, wordList } from './multiline.ts';
import { fold } from './plain-text.ts';

const numberWords: Readonly<Record<string, number>> = {
  una: 1,
  uma: 1,
  um: 1,
  one: 1,
  dos: 2,
  duas: 2,
  dois: 2,
  two: 2,
  tres: 3,
  three: 3,
  cuatro: 4,
  quatro: 4,
  four: 4,
  cinco: 5,
  five: 5,
  seis: 6,
  six: 6,
  siete: 7,
  sete: 7,
  seven: 7,
  ocho: 8,
  oito: 8,
  eight: 8,
  nueve: 9,
  nove: 9,
  nine: 9,
  diez: 10,
  dez: 10,
  ten: 10,
  once: 11,
  onze: 11,
  eleven: 11,
  doce: 12,
  doze: 12,
  twelve: 12,
  mediodia: 12,
  noon: 12,
  midnight: 0,
  medianoche: 0,
};
const hourWord = new RegExp(
  source`
    \b(?:
      a las?|as|at|alas|around|sobre las|desde las|hasta las|until|by|from|until|das|gate|puerta|
      portao|terminal
    )\s+(${Object.keys(numberWords).join('|')})\b
  `,
  'g',
);

const pad = (n: number): string => String(n).padStart(2, '0');
/** A time of day, however it is written. */
const timeOfDay = new RegExp(
  source`
    (?<![\d:.])([01]?\d|2[0-3])(?:(?:[:.h])([0-5]\d)|\s?h(?:s|rs)?\b)?\s?([ap])?\.?\s?(m\b\.?)?
  `,
  'giu',
);

/** Times of day as `HH:MM`, however they are written. */
const timesIn = (text: string): readonly string[] =>
  [...text.matchAll(timeOfDay)].flatMap(([whole, hour = '', minutes, half, m]) => {
    if (minutes === undefined && !/h/i.test(whole) && !(half && m)) return [];
    const plain = Number(hour);
    const h =
      half && m && plain <= 12 ? (plain % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : plain;
    return [`${pad(h)}:${minutes ?? '00'}`];
  });

/** Words with a figure in them, without the separators of thousands. */
const figuresIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<!\p{L})\p{L}*\d[\p{L}\d]*(?:[.,]\d+)*/gu)].map(([word]) =>
    word
      .toUpperCase()
      .replace(/[.,](?=\d{3}(?!\d))/g, '')
      .replace(/,/g, '.'),
  );

/** Words all in capitals of three letters or more: airports, airlines, booking codes. */
const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\p{L}\d])[A-Z]{3,8}(?![\p{L}\d])/gu)].map(([word]) => word);
const addressesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bhttps?:\/\/[^\s)]+|\bwww\.[^\s)]+|[\w.+-]{1,64}@[\w-]+\.[\w.]+/giu)].map(
    ([address]) => address.toLowerCase(),
  );
/** A gate or belt that is a letter alone. */
const letterGate = new RegExp(
  source`
    \b(?:gate|puerta|port[ãa]o|terminal|belt|cinta|esteira)\s+(?:is\s+|es\s+|é\s+)?\*?
    ([A-Z])\*?(?![\p{L}\d])
  `,
  'gu',
);

/** The letters of gates and belts that have no number. */
const letterGates = (text: string): readonly string[] =>
  [...text.matchAll(letterGate)].map(([, letter = '']) => letter);

/** The text without the numbers of its lists, which are no facts. */
const withoutListNumbers = (text: string): string => text.replace(/^[ \t]*\d{1,2}[.)]\s+/gmu, '');
/** Abbreviations that are no facts. */
const commonAbbreviations = new Set(wordList`
  OK WHATSAPP PDF SMS FAQ ETA GPS WIFI ATM USB VIP BAJA ALTA STOP SOS DNI QR
`);

/**
 * The facts of an answer that its sources do not have: times, gates, codes, amounts, dates in
 * figures, addresses. An answer with any of them must not be sent (RULES §7).
 */
export const ungrounded = (answer: string, sources: readonly string[]): readonly string[] => {
  const text = withoutListNumbers(answer);
  const sourceText = sources.join('\n');
  const times = new Set(timesIn(sourceText));
  const figures = new Set(
    figuresIn(sourceText).flatMap((figure) => [figure, figure.replace(/^0+(?=\d)/, '')]),
  );
  const words = new Set(sourceText.toUpperCase().split(/[^\p{L}\d]+/u));
  const lowerCase = sourceText.toLowerCase();
  const unsupported = new Set<string>();
  for (const time of timesIn(text)) if (!times.has(time)) unsupported.add(time);
  // Figures that are part of a time have been checked.
  const withoutTimes = text.replace(
    /(?<![\d:.])(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d|\s?h(?:s|rs)?\b)?\s?(?:[ap]\.?\s?m\b\.?)?/giu,
    (match) => (timesIn(match).length > 0 ? ' ' : match),
  );
  for (const figure of figuresIn(withoutTimes))
    if (!figures.has(figure) && !figures.has(figure.replace(/^0+(?=\d)/, '')))
      unsupported.add(figure);
  for (const code of codesIn(text))
    if (!commonAbbreviations.has(code) && !words.has(code)) unsupported.add(code);
  for (const address of addressesIn(text))
    if (!lowerCase.includes(address)) unsupported.add(address);
  for (const letter of letterGates(text)) if (!words.has(letter)) unsupported.add(letter);
  for (const [, word = ''] of fold(text).matchAll(hourWord)) {
    const hour = numberWords[word] ?? -1;
    const isKnown =
      [...times].some((time) => Number(time.slice(0, 2)) % 12 === hour % 12) ||
      figures.has(String(hour));
    if (!isKnown) unsupported.add(word);
  }
  return [...unsupported];
};
