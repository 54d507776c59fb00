import { Fragment, useMemo } from 'react';
import type { Days, ReportName, ReportRow } from '../../api/reports.ts';
import { Bars } from '../../parts/bars.tsx';
import { Plot, type PlotLine } from '../../parts/plot.tsx';
import { useWords } from '../../words/language.ts';
import { reportWords } from '../../words/reports.ts';
import { Cell } from './cell.tsx';

const dayMs = 86_400_000;

/** A figure of all rows together. */
export const sumOf = (rows: readonly ReportRow[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);

/** Every day of a report, in its order: those of which it has no row too. */
const everyDay = ({ from, to }: Days): readonly string[] => {
  const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  return Array.from({ length: count }, (_, place) =>
    new Date(Date.parse(from) + place * dayMs).toISOString().slice(0, 10),
  );
};

/** What was sent, delivered, read and not, by days. */
export const DeliveryPlot = ({
  rows,
  days: { from, to },
}: {
  readonly rows: readonly ReportRow[];
  readonly days: Days;
}) => {
  const words = useWords(reportWords);
  const { days, lines } = useMemo(() => {
    const all = everyDay({ from, to });
    const ofDays = Map.groupBy(rows, ({ day }) => String(day));
    const line = (column: keyof typeof words.columns, look: PlotLine['look']) => ({
      label: words.columns[column],
      look,
      values: all.map((day) => sumOf(ofDays.get(day) ?? [], column)),
    });
    return {
      days: all,
      lines: [
        line('sent', 'faint'),
        line('delivered', 'blue'),
        line('read', 'green'),
        line('failed', 'accent'),
      ],
    };
  }, [rows, words, from, to]);
  return <Plot days={days} lines={lines} label={words.names.delivery} />;
};

/** By what a report is drawn: whose bars, how far they go, and what stands out of them. */
const drawnBy: Readonly<
  Record<
    Exclude<ReportName, 'delivery'>,
    {
      readonly names: readonly string[];
      readonly figure: string;
      readonly second?: string;
      readonly look: 'accent' | 'faint';
    }
  >
> = {
  news: { names: ['type'], figure: 'p50Seconds', second: 'p90Seconds', look: 'faint' },
  answers: { names: ['by'], figure: 'p50Seconds', second: 'p90Seconds', look: 'faint' },
  handoffs: { names: ['reason'], figure: 'handoffs', second: 'urgent', look: 'accent' },
  wakings: { names: ['type'], figure: 'messages', look: 'accent' },
  incidents: { names: ['carrier'], figure: 'incidents', second: 'urgent', look: 'accent' },
  cost: { names: ['category', 'purpose'], figure: 'usd', look: 'accent' },
};

/** A report as bars; a row of all others together has none. */
export const ReportBars = ({
  name,
  rows,
}: {
  readonly name: Exclude<ReportName, 'delivery'>;
  readonly rows: readonly ReportRow[];
}) => {
  const words = useWords(reportWords);
  const { names, figure, second, look } = drawnBy[name];
  const [first = ''] = names;
  const isOfAll = (row: ReportRow): boolean => name !== 'incidents' && row[first] === null;
  const bars = rows
    .filter((row) => !isOfAll(row) && row[figure] !== null)
    .map((row) => ({
      id: names.map((column) => row[column]).join(' '),
      label: names
        .filter((column, place) => place === 0 || row[column] !== null)
        .map((column, place) => (
          <Fragment key={column}>
            {place > 0 && ' · '}
            <Cell column={column} value={row[column] ?? null} />
          </Fragment>
        )),
      value: Number(row[figure]),
      shown: <Cell column={figure} value={row[figure] ?? null} />,
      second: second === undefined ? undefined : Number(row[second] ?? 0),
    }));
  return bars.length === 0 ? null : <Bars label={words.names[name]} bars={bars} look={look} />;
};
