import { useState } from 'react';
import { useLanguage } from '../words/language.ts';
import { dayOf } from '../words/times.ts';
import styles from './plot.module.css';
import { useWidth } from './use-width.ts';

/** A line of a plot; `look` is a class of its style sheet, which gives the colour. */
export interface PlotLine {
  readonly label: string;
  readonly look: 'faint' | 'blue' | 'green' | 'accent';
  readonly values: readonly number[];
}

interface PlotProps {
  /** All days, as `2027-03-01`, in their order. */
  readonly days: readonly string[];
  readonly lines: readonly PlotLine[];
  readonly label: string;
}

const height = 190;
const margin = { top: 10, right: 8, bottom: 22, left: 40 };

/** A round figure that nothing exceeds: 1, 2 or 5 times a power of ten. */
const topOf = (most: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 4)));
  return [1, 2, 5, 10].map((times) => times * power).find((top) => top >= most) ?? most;
};

/** The places of the dates beneath: the ends, and as many between as can be read. */
const datesOf = (count: number): readonly number[] => {
  const parts = Math.min(count - 1, 3);
  return parts < 1
    ? [0]
    : Array.from({ length: parts + 1 }, (_, part) => Math.round((part * (count - 1)) / parts));
};

/**
 * Figures by days as lines; those of the day under the pointer are beside their names. The table
 * beneath says the same to whoever sees no plot.
 */
export const Plot = ({ days, lines, label }: PlotProps) => {
  const language = useLanguage();
  const { element, width } = useWidth<HTMLDivElement>();
  const [shown, setShown] = useState<number | null>(null);
  const top = topOf(Math.max(...lines.flatMap(({ values }) => values)));
  const right = Math.max(width - margin.right, margin.left + 1);
  const bottom = height - margin.bottom;
  const x = (index: number): number =>
    days.length < 2
      ? (margin.left + right) / 2
      : margin.left + (index / (days.length - 1)) * (right - margin.left);
  const y = (value: number): number => bottom - (value / top) * (bottom - margin.top);
  const dayAt = (px: number): number =>
    Math.min(
      Math.max(Math.round(((px - margin.left) / (right - margin.left)) * (days.length - 1)), 0),
      days.length - 1,
    );
  const named = shown ?? days.length - 1;
  return (
    <figure className={styles.plot}>
      <figcaption className={styles.legend}>
        <span className={styles.day}>{dayOf(days[named] ?? '', language)}</span>
        {lines.map(({ label: name, look, values }) => (
          <span key={name} className={styles[look]}>
            {name} <strong>{values[named] ?? 0}</strong>
          </span>
        ))}
      </figcaption>
      <div
        ref={element}
        onPointerMove={({ clientX, currentTarget }) =>
          setShown(dayAt(clientX - currentTarget.getBoundingClientRect().left))
        }
        onPointerLeave={() => setShown(null)}
      >
        <svg width={width} height={height} role="img" aria-label={label}>
          {[0, top / 2, top].map((value) => (
            <g key={value} className={styles.grid}>
              <line x1={margin.left} x2={right} y1={y(value)} y2={y(value)} />
              <text x={margin.left - 8} y={y(value) + 4} textAnchor="end">
                {value}
              </text>
            </g>
          ))}
          {datesOf(days.length).map((index) => (
            <text
              key={index}
              className={styles.date}
              x={x(index)}
              y={height - 4}
              textAnchor={index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'}
            >
              {dayOf(days[index] ?? '', language)}
            </text>
          ))}
          {shown !== null && (
            <line
              className={styles.cursor}
              x1={x(shown)}
              x2={x(shown)}
              y1={margin.top}
              y2={bottom}
            />
          )}
          {lines.map(({ label: name, look, values }) => (
            <g key={name} className={styles[look]}>
              <polyline
                points={values.map((value, index) => `${x(index)},${y(value)}`).join(' ')}
              />
              {(days.length < 3 ? [...values.keys()] : [named]).map((index) => (
                <circle key={index} cx={x(index)} cy={y(values[index] ?? 0)} r={3} />
              ))}
            </g>
          ))}
        </svg>
      </div>
    </figure>
  );
};
