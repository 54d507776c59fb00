/** A widget of a dashboard; places and sizes are in CloudWatch's grid of 24 columns. */
interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

const [column, row, gap] = [40, 34, 6];
const colours = {
  page: '#f6f7f9',
  card: '#ffffff',
  line: '#d5dbe3',
  text: '#1f2933',
  soft: '#616e7c',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An element of the drawing; attributes are numbers and words of our own. */
const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${written.join('')}>${content}</${name}>`;
};

/** The body of a dashboard in a template, with all that is known only when deployed left out. */
export const widgetsOf = (dashboardBody: unknown): readonly Widget[] => {
  const joined: unknown = isObject(dashboardBody) ? Reflect.get(dashboardBody, 'Fn::Join') : null;
  const parts: unknown = Array.isArray(joined) ? joined[1] : [dashboardBody];
  const text = (Array.isArray(parts) ? parts : [])
    .map((part) => (typeof part === 'string' ? part : ''))
    .join('');
  return Object(JSON.parse(text)).widgets;
};

/** The names of what a widget shows: labels of its metrics, names of its alarms. */
const shownIn = ({ properties }: Widget): readonly string[] => {
  const { metrics, alarms, insightRule, query } = properties;
  if (Array.isArray(metrics))
    return metrics.flatMap((metric: unknown) => {
      const last: unknown = Array.isArray(metric) ? metric.at(-1) : null;
      const label = isObject(last) ? last['label'] : undefined;
      const name: unknown = Array.isArray(metric) ? metric[1] : undefined;
      return [String(label ?? (typeof name === 'string' ? name : ''))].filter(Boolean);
    });
  if (Array.isArray(alarms)) return [`${alarms.length} alarms, each with its runbook`];
  if (insightRule !== undefined) return ['by agency'];
  return typeof query === 'string' ? ['from the logs'] : [];
};

const textAt = (x: number, y: number, size: number, fill: string, text: string, weight = 400) =>
  element('text', { x, y, 'font-size': size, fill, 'font-weight': weight }, escaped(text));

const drawn = (widget: Widget): string => {
  const [x, y] = [widget.x * column, widget.y * row];
  const [width, height] = [widget.width * column - gap, widget.height * row - gap];
  if (widget.type === 'text') {
    const markdown = String(widget.properties['markdown']).replace(/^#+ /, '');
    return textAt(x + 4, y + 22, 17, colours.text, markdown, 600);
  }
  const names = [...new Set(shownIn(widget))];
  const lines = Math.floor((height - 44) / 17);
  const shown = names.length > lines ? [...names.slice(0, lines - 1), '…'] : names;
  return [
    element('rect', { x, y, width, height, rx: 6, fill: colours.card, stroke: colours.line }),
    textAt(x + 12, y + 24, 14, colours.text, String(widget.properties['title'] ?? ''), 600),
    ...shown.map((name, index) => textAt(x + 12, y + 46 + 17 * index, 12, colours.soft, name)),
  ].join('\n');
};

/** A drawing of a dashboard: where each widget is, and what it shows. */
export const dashboardSvg = (widgets: readonly Widget[]): string => {
  const bottom = Math.max(...widgets.map(({ y, height }) => y + height));
  const [width, height] = [24 * column, bottom * row];
  const drawing = [
    element('rect', { width, height, fill: colours.page }),
    ...widgets.map(drawn),
  ].join('\n');
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
    role: 'img',
    'aria-label': 'The dashboard of a deployment',
  };
  return `${element('svg', attributes, `\n${drawing}\n`)}\n`;
};
