import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useNow } from '../../api/clock.ts';
import {
  csvOfReport,
  type Days,
  type ReportName,
  type ReportRow,
  reportNames,
  reportQuery,
} from '../../api/reports.ts';
import { SelectField } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { Shown } from '../../parts/states.tsx';
import { useWords } from '../../words/language.ts';
import { reportWords } from '../../words/reports.ts';
import { shellWords } from '../../words/shell.ts';
import { termOf } from '../../words/terms.ts';
import { Cell } from './cell.tsx';
import { DeliveryPlot, ReportBars, sumOf } from './plots.tsx';
import styles from './reports.module.css';

const route = getRouteApi('/shell/reports');
const periods = ['month', 'last', 'days30', 'year'] as const;
type Period = (typeof periods)[number];
const dayMs = 86_400_000;

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days of a period that ends today. */
export const daysOf = (period: Period, now: number): Days => {
  const to = dateOf(now);
  switch (period) {
    case 'month':
      return { from: `${to.slice(0, 8)}01`, to };
    case 'last': {
      const lastDay = dateOf(Date.parse(`${to.slice(0, 8)}01T00:00:00Z`) - dayMs);
      return { from: `${lastDay.slice(0, 8)}01`, to: lastDay };
    }
    case 'days30':
      return { from: dateOf(now - 29 * dayMs), to };
    case 'year':
      return { from: dateOf(now - 364 * dayMs), to };
  }
};

/** Rows of days and types as one row for each type. */
const byType = (rows: readonly ReportRow[]): readonly ReportRow[] =>
  [...Map.groupBy(rows, ({ type }) => type ?? null)].map(([type, ofType]) => ({
    type,
    sent: sumOf(ofType, 'sent'),
    delivered: sumOf(ofType, 'delivered'),
    read: sumOf(ofType, 'read'),
    failed: sumOf(ofType, 'failed'),
  }));

const Table = ({
  name,
  rows,
}: {
  readonly name: ReportName;
  readonly rows: readonly ReportRow[];
}) => {
  const words = useWords(reportWords);
  const columns = Object.keys(rows[0] ?? {});
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="sr-only">{words.names[name]}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {termOf(words.columns, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={columns.map((column) => row[column]).join(' ')}>
              {columns.map((column) => (
                <td
                  key={column}
                  className={typeof row[column] === 'number' ? styles.figure : undefined}
                >
                  <Cell column={column} value={row[column] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Report = ({ name, days }: { readonly name: ReportName; readonly days: Days }) => {
  const words = useWords(reportWords);
  const query = useQuery(reportQuery(name, days));
  return (
    <section className={styles.report}>
      <header>
        <div>
          <h2>{words.names[name]}</h2>
          <small>{words.about[name]}</small>
        </div>
        <a
          href={csvOfReport(name, days)}
          download
          className={styles.csv}
          aria-label={words.csvOf(words.names[name])}
        >
          <Icon name="down" size={14} /> {words.csv}
        </a>
      </header>
      <Shown query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.empty}>{words.empty}</p>
          ) : (
            <>
              {name === 'delivery' ? (
                <DeliveryPlot rows={items} days={days} />
              ) : (
                <ReportBars name={name} rows={items} />
              )}
              <Table name={name} rows={name === 'delivery' ? byType(items) : items} />
            </>
          )
        }
      </Shown>
    </section>
  );
};

/** What was delivered, how fast, what waited, and what it cost. */
export const Reports = () => {
  const words = useWords(reportWords);
  const shell = useWords(shellWords);
  const navigate = useNavigate();
  const { period: asked } = route.useSearch();
  const period = periods.find((one) => one === asked) ?? 'days30';
  // Today changes once a day: the reports are not asked for with every tick.
  const today = dateOf(useNow());
  const days = useMemo(() => daysOf(period, Date.parse(`${today}T12:00:00Z`)), [period, today]);
  return (
    <Page
      title={shell.pages.reports}
      about={`${days.from} – ${days.to}`}
      actions={
        <SelectField
          label={words.period}
          isLabelHidden
          value={period}
          onChange={(next) => void navigate({ to: '/reports', search: { period: next } })}
          options={periods.map((one) => ({ value: one, label: words.periods[one] }))}
        />
      }
    >
      {reportNames.map((name) => (
        <Report key={name} name={name} days={days} />
      ))}
    </Page>
  );
};
