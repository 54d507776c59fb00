import { day, epoch } from './instant.ts';

/** Names of weekdays in our languages, folded, from Sunday on; each may be cut to three letters. */
const weekdays: readonly RegExp[] = [
  /^(?:dom(?:ingos?)?|sun(?:days?)?)$/,
  /^(?:lun(?:es)?|mon(?:days?)?|seg(?:undas?)?)$/,
  /^(?:mar(?:tes)?|tue(?:s(?:days?)?)?|ter(?:cas?)?)$/,
  /^(?:mie(?:rcoles)?|wed(?:nesdays?)?|qua(?:rtas?)?)$/,
  /^(?:jue(?:ves)?|thu(?:r(?:s(?:days?)?)?)?|qui(?:ntas?)?)$/,
  /^(?:vie(?:rnes)?|fri(?:days?)?|sex(?:tas?)?)$/,
  /^(?:sab(?:ados?)?|sat(?:urdays?)?)$/,
];
const closedWords = /\b(?:cerrad[oa]s?|cierra|closed|fechad[oa]s?|fecha)\b/;
const everyDayWords =
  /\b(?:todos los dias|todos os dias|every day|daily|diario|diariamente|lunes a lunes)\b/g;
const allDay = /\b24 ?(?:h|hs|hours|horas)\b/;
/** What divides a text into parts; days joined by "and" stay together. */
const partBorder =
  /[;,|\n/()]|(?<!\b(?:dom|lun|mar|mie|jue|vie|sab|seg|ter|qua|qui|sex)[a-z]*) [ye] (?=[a-z]{3})|·/;

interface Hours {
  readonly days: ReadonlySet<number>;
  /** Minutes of the day; an end past 24:00 belongs to the next day. */
  readonly open: readonly (readonly [from: number, to: number])[];
}

const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[–—−]/g, '-')
    .replace(everyDayWords, ' ')
    .replace(/\b24 ?\/ ?7\b/g, '24h')
    .replace(/(?<![a-z])([ap])\. ?m\b\.?/g, '$1m')
    .replace(/\bfeira\b|\.(?!\d)/g, ' ');

const weekdayOf = (word: string): number => weekdays.findIndex((names) => names.test(word));

const minutesOf = (hours: string, minutes: string | undefined, half: string | undefined) => {
  const hour = Number(hours);
  const twelve = half === undefined ? hour : (hour % 12) + (half.startsWith('p') ? 12 : 0);
  return twelve * 60 + Number(minutes ?? 0);
};
const range =
  /(?<![\d:])(\d{1,2})(?:[:.h](\d{2}))? ?(?:h|hs)? ?([ap]\.?m)? ?(?:-|a|to|as|ate|hasta|until) ?(?:las? )?(\d{1,2})(?:[:.h](\d{2}))? ?(?:h|hs)? ?([ap]\.?m)?(?![\d:])/g;

const openRanges = (text: string): Hours['open'] =>
  allDay.test(text)
    ? [[0, 24 * 60]]
    : [...text.matchAll(range)].flatMap(([, h1, m1, p1, h2, m2, p2]) => {
        if (h1 === undefined || h2 === undefined || Number(h1) > 24 || Number(h2) > 24) return [];
        const from = minutesOf(h1, m1, p1 ?? (p2 && Number(h1) < Number(h2) ? p2 : undefined));
        const to = minutesOf(h2, m2, p2);
        return [[from, to <= from ? to + 24 * 60 : to] as const];
      });

/** The weekdays that a part of a text names; none: it names no day. */
const daysIn = (text: string): ReadonlySet<number> => {
  const words = text.match(/[a-z]+|-/g) ?? [];
  const days = new Set<number>();
  words.forEach((word, index) => {
    const at = weekdayOf(word);
    if (at < 0) return;
    days.add(at);
    const joins = ['-', 'a', 'to', 'ate', 'al', 'hasta', 'until'].includes(words[index + 1] ?? '');
    const until = joins ? weekdayOf(words[index + 2] ?? '') : -1;
    if (until >= 0) for (let n = at; n !== until; n = (n + 1) % 7) days.add((n + 1) % 7);
  });
  return days;
};

const everyDay: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6]);

/**
 * The parts of a text, each with the days it is about: days stand before their hours, or after
 * "closed".
 */
const hoursOf = (text: string): readonly Hours[] | null => {
  const parts: Hours[] = [];
  const closed = new Set<number>();
  let named: ReadonlySet<number> = new Set();
  for (const part of folded(text).split(partBorder)) {
    const days = daysIn(part);
    const open = openRanges(part);
    if (closedWords.test(part)) {
      for (const one of [...named, ...days]) closed.add(one);
      named = new Set();
    } else if (open.length > 0) {
      const all = new Set([...named, ...days]);
      const last = parts.at(-1);
      // "10-13, 16-20": the second range is about the same days.
      parts.push({ days: all.size > 0 ? all : (last?.days ?? everyDay), open });
      named = new Set();
    } else if (days.size > 0) named = new Set([...named, ...days]);
  }
  // "closed Sundays, Mondays": days to which no hours follow go on with what is closed.
  if (closed.size > 0) for (const one of named) closed.add(one);
  if (parts.length === 0 && closed.size === 0) return null;
  const base = parts.length > 0 ? parts : [{ days: everyDay, open: [[0, 24 * 60]] as const }];
  return base.map(({ days, open }) => ({
    days: new Set([...days].filter((one) => !closed.has(one))),
    open,
  }));
};

/**
 * Whether a place is open at a local time and for a while after it, by what the agency wrote of its
 * hours in Spanish, English or Portuguese; null: the text says nothing that can be read.
 * @param time `HH:MM`
 * @example
 * isOpen('Tue-Sun 10:00-18:00, closed Mondays', '2027-03-08', '11:00', 90); // false, a Monday
 */
export const isOpen = (
  text: string | null,
  date: string,
  time: string,
  minutes: number,
): boolean | null => {
  const hours = text === null ? null : hoursOf(text);
  if (hours === null) return null;
  const weekday = new Date(epoch(`${date}T00:00:00.000Z`)).getUTCDay();
  const start = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const isOpenFrom = (from: number, on: number): boolean =>
    hours.some(
      ({ days, open }) =>
        days.has(on) && open.some(([opens, closes]) => opens <= from && from + minutes <= closes),
    );
  return isOpenFrom(start, weekday) || isOpenFrom(start + day / 60_000, (weekday + 6) % 7);
};
