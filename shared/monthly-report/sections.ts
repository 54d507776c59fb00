import { type Formats, formatsOf } from './format.ts';
import { daysOf } from './month.ts';
import type { Delivery, MonthFacts } from './month-facts.ts';
import { filled, type ReportWords } from './words.ts';

/** One line of a plot: a name, how long its bar is, and what stands beside it. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly said: string;
  /** Of what should not be. */
  readonly isBad?: boolean;
}

/** A part of the report: a heading, a sentence, and a plot of horizontal bars. */
export interface Section {
  readonly heading: string;
  readonly note: string | null;
  readonly bars: readonly Bar[];
}

/** A number that is read first. */
export interface Figure {
  readonly value: string;
  readonly name: string;
  readonly beside: string | null;
}

/** A month's report in the words of a language, not yet as a mail. */
export interface WrittenReport {
  readonly subject: string;
  readonly preview: string;
  readonly figures: readonly Figure[];
  /** Messages a day, with what to say of it. */
  readonly perDay: {
    readonly heading: string;
    readonly note: string | null;
    readonly days: readonly {
      readonly day: string;
      /** All that did not fail. */
      readonly fine: number;
      readonly failed: number;
    }[];
  };
  readonly sections: readonly Section[];
  readonly open: string;
  readonly footer: string;
}

const mostBars = 6;

/** All messages that were to go out. */
const tried = ({ sent, unsent }: Delivery): number => sent + unsent;

/** The largest, and the rest as one. */
const largest = (bars: readonly Bar[], others: string, say: (value: number) => string): Bar[] => {
  const sorted = bars.toSorted((a, b) => b.value - a.value);
  if (sorted.length <= mostBars) return sorted;
  const rest = sorted.slice(mostBars - 1).reduce((sum, { value }) => sum + value, 0);
  return [...sorted.slice(0, mostBars - 1), { name: others, value: rest, said: say(rest) }];
};

const arrived = ({ delivery }: MonthFacts, words: ReportWords, formats: Formats): Section => {
  const { sent, delivered, read, failed } = delivery;
  const all = tried(delivery);
  const said = (count: number) =>
    [formats.number(count), formats.share(count, all)].filter(Boolean).join(' · ');
  return {
    heading: words.arrived,
    note: words.openedNote,
    bars: [
      { name: words.sent, value: sent, said: formats.number(sent) },
      { name: words.reached, value: delivered, said: said(delivered) },
      { name: words.opened, value: read, said: said(read) },
      { name: words.failed, value: failed, said: said(failed), isBad: true },
    ],
  };
};

const news = ({ news: [all, ...rows] }: MonthFacts, words: ReportWords, formats: Formats) =>
  all
    ? {
        heading: words.news,
        note: [
          all.p50Seconds === null
            ? null
            : filled(words.newsNote, {
                half: formats.duration(all.p50Seconds) ?? '',
                most: formats.duration(all.p90Seconds) ?? '',
              }),
          all.held > 0 ? filled(words.held, { count: formats.number(all.held) }) : null,
        ]
          .filter((text) => text !== null)
          .join(' '),
        bars: rows
          .flatMap(({ type, p50Seconds }) =>
            type === null || p50Seconds === null
              ? []
              : [
                  {
                    name: words.types[type] ?? type,
                    value: p50Seconds,
                    said: formats.duration(p50Seconds) ?? '',
                  },
                ],
          )
          .toSorted((a, b) => b.value - a.value)
          .slice(0, mostBars),
      }
    : null;

const questions = (
  { answers: [all, ...rows] }: MonthFacts,
  words: ReportWords,
  formats: Formats,
) =>
  all
    ? {
        heading: words.questions,
        note: filled(words.questionsNote, { count: formats.number(all.questions) }),
        bars: (['assistant', 'person', 'nobody'] as const).flatMap((by) =>
          rows
            .filter((row) => row.by === by)
            .map(({ questions: count, p50Seconds }) => ({
              name: words.by[by],
              value: count,
              said: [formats.number(count), formats.duration(p50Seconds)]
                .filter(Boolean)
                .join(' · '),
              isBad: by === 'nobody',
            })),
        ),
      }
    : null;

const handoffs = (
  { handoffs: [all, ...rows] }: MonthFacts,
  words: ReportWords,
  formats: Formats,
) => {
  if (!all) return null;
  const byName = Map.groupBy(rows, ({ reason }) => words.reasons[reason ?? ''] ?? words.others);
  return {
    heading: words.handoffs,
    note: [
      filled(words.handoffsNote, { count: formats.number(all.handoffs) }),
      all.claimedP50Seconds === null
        ? ''
        : filled(words.handoffsHalf, { half: formats.duration(all.claimedP50Seconds) ?? '' }),
    ].join(' '),
    bars: [...byName]
      .map(([name, same]) => {
        const value = same.reduce((sum, row) => sum + row.handoffs, 0);
        return { name, value, said: formats.number(value) };
      })
      .toSorted(
        (a, b) =>
          Number(a.name === words.others) - Number(b.name === words.others) || b.value - a.value,
      ),
  };
};

const wakings = ({ wakings: [all, ...rows] }: MonthFacts, words: ReportWords, formats: Formats) =>
  all
    ? {
        heading: words.wakings,
        note: filled(words.wakingsNote, {
          count: formats.number(all.messages),
          people: formats.number(all.people),
        }),
        bars: largest(
          rows.map(({ type, messages }) => ({
            name: words.types[type ?? ''] ?? words.others,
            value: messages,
            said: formats.number(messages),
          })),
          words.others,
          formats.number,
        ),
      }
    : { heading: words.wakings, note: words.noWakings, bars: [] };

const incidents = ({ incidents: rows }: MonthFacts, words: ReportWords, formats: Formats) => {
  if (rows.length === 0) return null;
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    formats.number(rows.reduce((all, row) => all + of(row), 0));
  return {
    heading: words.incidents,
    note: filled(words.incidentsNote, {
      count: sum((row) => row.incidents),
      urgent: sum((row) => row.urgent),
      unreached: sum((row) => row.unreached),
    }),
    bars: largest(
      rows.map(({ carrier, incidents: count }) => ({
        name: carrier ?? words.noFlight,
        value: count,
        said: formats.number(count),
      })),
      words.others,
      formats.number,
    ),
  };
};

const cost = ({ cost: rows }: MonthFacts, words: ReportWords, formats: Formats): Section | null => {
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, { usd }) => sum + usd, 0);
  return {
    heading: words.cost,
    note: filled(words.costNote, { total: formats.dollars(total) }),
    bars: [...Map.groupBy(rows, ({ category }) => category)].map(([category, same]) => {
      const usd = same.reduce((sum, row) => sum + row.usd, 0);
      return { name: words.categories[category], value: usd, said: formats.dollars(usd) };
    }),
  };
};

const figures = (facts: MonthFacts, words: ReportWords, formats: Formats): readonly Figure[] => {
  const { delivery, before, news: told, answers } = facts;
  const share = (of: Delivery) => formats.share(of.delivered, tried(of));
  const earlier = before && share(before);
  return [
    {
      value: share(delivery) ?? '–',
      name: words.delivered,
      beside: earlier && filled(words.before, { value: earlier }),
    },
    { value: formats.duration(told[0]?.p50Seconds) ?? '–', name: words.toPhone, beside: null },
    {
      value: formats.duration(answers[0]?.p50Seconds) ?? '–',
      name: words.firstAnswer,
      beside: null,
    },
  ].map((figure) => (figure.value === '–' ? { ...figure, beside: words.none } : figure));
};

/** Writes a month's report in the words of a language. */
export const writeReport = (facts: MonthFacts, words: ReportWords, zone: string): WrittenReport => {
  const formats = formatsOf(words);
  const { agencyName: agency, delivery, days, month } = facts;
  const [busiest] = days.toSorted((a, b) => b.sent - a.sent);
  const parts = [arrived, news, questions, handoffs, wakings, incidents, cost];
  return {
    subject: filled(words.subject, { month: formats.month(month), agency }),
    preview: filled(words.preview, {
      sent: formats.number(delivery.sent),
      share: formats.share(delivery.delivered, tried(delivery)) ?? '0',
    }),
    figures: figures(facts, words, formats),
    perDay: {
      heading: words.perDay,
      note:
        busiest && busiest.sent > 0
          ? filled(words.perDayNote, {
              day: formats.day(busiest.day),
              count: formats.number(busiest.sent),
            })
          : null,
      days: days.map((of) => ({ day: of.day, fine: tried(of) - of.failed, failed: of.failed })),
    },
    sections: parts.flatMap((part) => part(facts, words, formats) ?? []),
    open: words.open,
    footer: filled(words.footer, { agency, zone }),
  };
};

/** Where the console shows the same days. */
export const reportsUrl = (consoleUrl: string, month: string): string => {
  const { from, to } = daysOf(month);
  return `${consoleUrl}/reports?from=${from}&to=${to}`;
};
