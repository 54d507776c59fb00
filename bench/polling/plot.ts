/** A policy as a point of the plot. */
export interface Point {
  readonly name: string;
  readonly lookups: number;
  readonly p95Minutes: number;
  readonly medianMinutes: number;
  readonly isHighlighted: boolean;
}

const size = { width: 860, height: 420, left: 60, right: 20, top: 40, bottom: 50, gap: 70 };

const text = (
  x: number,
  y: number,
  anchor: string,
  content: string | number,
  fill = '#666',
): string => `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${content}</text>`;

const panel = (
  points: readonly Point[],
  title: string,
  value: (p: Point) => number,
  x0: number,
  width: number,
): string => {
  const { top, height, bottom } = size;
  const maxX = Math.max(...points.map((p) => p.lookups)) * 1.1;
  const values = points.map((p) => Math.max(value(p), 0.1));
  const [low, high] = [
    Math.log10(Math.min(...values) * 0.7),
    Math.log10(Math.max(...values) * 1.4),
  ];
  const x = (lookups: number) => x0 + (lookups / maxX) * width;
  const y = (v: number) =>
    top + (1 - (Math.log10(Math.max(v, 0.1)) - low) / (high - low)) * (height - top - bottom);
  const horizontalLine = (at: number, stroke: string) =>
    `<line x1="${x0}" x2="${x0 + width}" y1="${at}" y2="${at}" stroke="${stroke}"/>`;
  const yTicks = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000].filter(
    (t) => Math.log10(t) >= low && Math.log10(t) <= high,
  );
  const xTicks = [0, 20, 40, 60, 80, 100, 120, 200, 300].filter((t) => t <= maxX);
  return [
    `<text x="${x0}" y="${top - 16}" font-weight="600">${title}</text>`,
    ...yTicks.map((t) => horizontalLine(y(t), '#e3e3e3') + text(x0 - 6, y(t) + 4, 'end', t)),
    ...xTicks.map((t) => text(x(t), height - bottom + 18, 'middle', t)),
    horizontalLine(height - bottom, '#999'),
    text(x0 + width / 2, height - 12, 'middle', 'lookups per trip, mean', '#444'),
    ...points.map((p) => {
      const [px, py] = [x(p.lookups), y(value(p))];
      const [radius, fill] = p.isHighlighted ? [6, '#c8102e'] : [4, '#4a6fa5'];
      return [
        `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="${radius}" fill="${fill}"/>`,
        `<text x="${(px + 8).toFixed(1)}" y="${(py + 4).toFixed(1)}"`,
        ` font-size="10">${p.name}</text>`,
      ].join('');
    }),
  ].join('\n');
};

/** An SVG of lookups against delay, for median and 95th percentile; lower left is better. */
export const plot = (points: readonly Point[]): string => {
  const width = (size.width - size.left - size.right - size.gap) / 2 - 30;
  const right = size.left + width + size.gap + 30;
  const viewBox = `0 0 ${size.width} ${size.height}`;
  const font = 'font-family="system-ui, sans-serif" font-size="11"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" ${font}>
<title>Lookups against detection delay, by polling policy</title>
<rect width="100%" height="100%" fill="#fff"/>
${panel(points, 'Median detection delay, minutes', (p) => p.medianMinutes, size.left, width)}
${panel(points, '95th percentile, minutes', (p) => p.p95Minutes, right, width)}
</svg>
`;
};
