import type { Language } from './words.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** As dates are written there; of Portuguese the parts without which a line is short enough. */
const locales: Readonly<Record<Language, string>> = { es: 'es', en: 'en-GB', pt: 'pt-BR' };
const short = (text: string): string => text.replace(/ de /g, ' ').replace(/[.]/g, '');

const formats = new Map<string, Intl.DateTimeFormat>();
/** Kept: to make one takes longer than to draw the row in which it is used. */
const formatOf = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const name = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locales[language], options);
  formats.set(name, format);
  return format;
};

/** A time as the API writes local ones, `2027-03-03T16:20`: its clock. */
export const clockOf = (local: string): string => local.slice(11, 16);

/** The day of a local time, `mié 3 mar`. */
export const dayOf = (local: string, language: Language): string =>
  short(
    formatOf(language, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    }).format(new Date(`${local.slice(0, 10)}T00:00:00Z`)),
  );

/** An instant by this machine’s clock and zone; with the day where it is another one. */
export const ownTime = (instant: string, language: Language, now: number): string => {
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return short(
    formatOf(language, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(!isToday && { day: 'numeric', month: 'short' }),
    }).format(date),
  );
};

/** A length of time in two units at most: `2 h 05`, `45 min`, `3 d 4 h`. */
export const lengthOf = (ms: number): string => {
  const length = Math.abs(ms);
  if (length < hourMs) return `${Math.floor(length / minuteMs)} min`;
  if (length < dayMs) {
    const minutes = Math.floor((length % hourMs) / minuteMs);
    return `${Math.floor(length / hourMs)} h ${String(minutes).padStart(2, '0')}`;
  }
  return `${Math.floor(length / dayMs)} d ${Math.floor((length % dayMs) / hourMs)} h`;
};

const awayWords = {
  es: {
    ahead: (length: string) => `en ${length}`,
    ago: (length: string) => `hace ${length}`,
    now: 'ahora',
  },
  en: {
    ahead: (length: string) => `in ${length}`,
    ago: (length: string) => `${length} ago`,
    now: 'now',
  },
  pt: {
    ahead: (length: string) => `em ${length}`,
    ago: (length: string) => `há ${length}`,
    now: 'agora',
  },
} as const;

/** How far an instant is from another: `in 2 h 05`, `12 min ago`. */
export const awayFrom = (instant: string, now: number, language: Language): string => {
  const ms = Date.parse(instant) - now;
  const words = awayWords[language];
  if (Math.abs(ms) < minuteMs) return words.now;
  return ms > 0 ? words.ahead(lengthOf(ms)) : words.ago(lengthOf(ms));
};

/** An instant on the clock of a zone, with its day: `29 nov, 18:40`. */
export const timeIn = (instant: string, zone: string, language: Language): string =>
  short(
    formatOf(language, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    }).format(new Date(instant)),
  );
