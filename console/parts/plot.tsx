import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../words/language.ts';
import styles from './plot.module.css';

/** A line of a plot; `colour` is the name of a token. */
export interface PlotLine {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
}

interface PlotProps {
  /** The days, as `2027-03-01`. */
  readonly days: readonly string[];
  readonly lines: readonly PlotLine[];
  readonly label: string;
}

const height = 200;

/** Figures by days as lines. The table beneath says the same to whoever sees no plot. */
export const Plot = ({ days, lines, label }: PlotProps) => {
  const box = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are other ones in another theme
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const tokens = getComputedStyle(document.documentElement);
    const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim();
    const axis = {
      stroke: token('soft'),
      grid: { stroke: token('line'), width: 1 },
      ticks: { show: false },
      font: `11px ${token('font')}`,
    };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(max * 1.1, 4)] } },
        axes: [axis, { ...axis, size: 40 }],
        legend: { live: true },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
        series: [
          {},
          ...lines.map((line) => ({
            label: line.label,
            stroke: token(line.colour),
            width: 2,
            points: { show: days.length < 3 },
          })),
        ],
      },
      [
        days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1_000),
        ...lines.map(({ values }) => [...values]),
      ],
      element,
    );
    const sized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    sized.observe(element);
    return () => {
      sized.disconnect();
      plot.destroy();
    };
  }, [days, lines, theme]);
  return <div ref={box} className={styles.plot} role="img" aria-label={label} />;
};
