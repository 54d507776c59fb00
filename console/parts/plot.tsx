import { useLayoutEffect, useState } from 'react';
import uPlot from 'uplot';
import { useLanguage, usePainted } from '../words/language.ts';
import { dayOf } from '../words/times.ts';
import styles from './plot.module.css';
import { useWidth } from './use-width.ts';
import 'uplot/dist/uPlot.min.css';

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

const height = 200;
/** The scale goes at least that far: of one message a day there is no fourth part. */
const leastTop = 4;

/**
 * Figures by days as lines; those of the day under the pointer are beside their names. The table
 * beneath says the same to whoever sees no plot.
 */
export const Plot = ({ days, lines, label }: PlotProps) => {
  const language = useLanguage();
  const painted = usePainted();
  const { element, width } = useWidth<HTMLDivElement>();
  const [shown, setShown] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are of how it is painted
  useLayoutEffect(() => {
    const host = element.current;
    if (host === null || width === 0) return;
    const style = getComputedStyle(host);
    const colourOf = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis: uPlot.Axis = {
      stroke: colourOf('soft'),
      font: `11px ${style.fontFamily}`,
      grid: { stroke: colourOf('line'), width: 1 },
      ticks: { show: false },
    };
    const plot = new uPlot(
      {
        width,
        height,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: {
          x: { time: false },
          y: {
            range: (_, __, most) => [
              0,
              uPlot.rangeNum(0, Math.max(most, leastTop), 0.1, true)[1] ?? most,
            ],
          },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            incrs: [1, 7, 14, 28, 91],
            space: 80,
            values: (_, places) => places.map((place) => dayOf(days[place] ?? '', language)),
          },
          {
            ...axis,
            size: 44,
            values: (_, figures) =>
              figures.map((figure) =>
                Number.isInteger(figure) ? figure.toLocaleString(language) : '',
              ),
          },
        ],
        series: [
          {},
          ...lines.map(({ look }) => ({
            stroke: colourOf(look),
            width: 2,
            points: { show: days.length < 3 },
          })),
        ],
        hooks: { setCursor: [({ cursor }) => setShown(cursor.idx ?? null)] },
      },
      [days.map((_, place) => place), ...lines.map(({ values }) => [...values])],
      host,
    );
    return () => plot.destroy();
  }, [days, lines, language, width, painted]);
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
      <div ref={element} role="img" aria-label={label} className={styles.canvas} />
    </figure>
  );
};
