/** One policy as a point of the plot. */
export interface Point {
  readonly name: string;
  readonly lookups: number;
  readonly p95Minutes: number;
  readonly medianMinutes: number;
  readonly highlight: boolean;
}

const size = { width: 860, height: 420, left: 60, right: 20, top: 40, bottom: 50, gap: 70 };

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
  const ticks = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000].filter(
    (t) => Math.log10(t) >= low && Math.log10(t) <= high,
  );
  const steps = [0, 20, 40, 60, 80, 100, 120, 200, 300].filter((t) => t <= maxX);
  return [
    `<text x="${x0}" y="${top - 16}" font-weight="600">${title}</text>`,
    ...ticks.map(
      (t) =>
        `<line x1="${x0}" x2="${x0 + width}" y1="${y(t)}" y2="${y(t)}" stroke="#e3e3e3"/><text x="${x0 - 6}" y="${y(t) + 4}" text-anchor="end" fill="#666">${t}</text>`,
    ),
    ...steps.map(
      (t) =>
        `<text x="${x(t)}" y="${height - bottom + 18}" text-anchor="middle" fill="#666">${t}</text>`,
    ),
    `<line x1="${x0}" x2="${x0 + width}" y1="${height - bottom}" y2="${height - bottom}" stroke="#999"/>`,
    `<text x="${x0 + width / 2}" y="${height - 12}" text-anchor="middle" fill="#444">lookups per trip, mean</text>`,
    ...points.map(
      (p) =>
        `<circle cx="${x(p.lookups).toFixed(1)}" cy="${y(value(p)).toFixed(1)}" r="${p.highlight ? 6 : 4}" fill="${p.highlight ? '#c8102e' : '#4a6fa5'}"/><text x="${(x(p.lookups) + 8).toFixed(1)}" y="${(y(value(p)) + 4).toFixed(1)}" font-size="10">${p.name}</text>`,
    ),
  ].join('\n');
};

/** Price against delay, once for the median and once for the 95th percentile; down and to the left is better. */
export const plot = (points: readonly Point[]): string => {
  const width = (size.width - size.left - size.right - size.gap) / 2 - 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="11">
<title>Lookups against detection delay, by polling policy</title>
<rect width="100%" height="100%" fill="#fff"/>
${panel(points, 'Median detection delay, minutes', (p) => p.medianMinutes, size.left, width)}
${panel(points, '95th percentile, minutes', (p) => p.p95Minutes, size.left + width + size.gap + 30, width)}
</svg>
`;
};
