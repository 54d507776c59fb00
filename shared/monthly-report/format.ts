import type { Month } from './month.ts';
import type { ReportWords } from './words.ts';

/** How numbers, times and days are written in a report. */
export interface Formats {
  number(value: number): string;
  /** A part of a whole; null: there is no whole. */
  share(part: number, whole: number): string | null;
  /** Seconds as people say them: `42 s`, `3 min`, `1,5 h`; null: of none. */
  duration(seconds: number | null | undefined): string | null;
  dollars(usd: number): string;
  month(month: Month): string;
  /** `YYYY-MM-DD`, without the year. */
  day(date: string): string;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The formats of a language. */
export const formatsOf = ({ locale }: Pick<ReportWords, 'locale'>): Formats => {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
  const month = new Intl.DateTimeFormat(locale, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return {
    number: (value) => number.format(value),
    share: (part, whole) => (whole > 0 ? percent.format(part / whole) : null),
    duration: (seconds) => {
      if (seconds === null || seconds === undefined) return null;
      if (seconds < 90) return `${number.format(Math.round(seconds))} s`;
      if (seconds < 90 * 60) return `${number.format(Math.round(seconds / 60))} min`;
      return `${number.format(seconds / 3_600)} h`;
    },
    dollars: (usd) => dollars.format(usd),
    month: (which) => capital(month.format(new Date(`${which}-01T00:00:00.000Z`))),
    day: (date) => day.format(new Date(`${date}T00:00:00.000Z`)),
  };
};
