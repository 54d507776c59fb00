import { html } from 'hono/html';
import type { Language } from '#shared/domain/trip.ts';
import {
  type MailHtml,
  mailButton,
  mailColours,
  mailHeading,
  mailLetters,
  mailPage,
  mailParagraph,
  mailRow,
  mailTable,
} from '#shared/mail/mail-page.ts';
import type { Bar, Figure, Section, WrittenReport } from './sections.ts';

/*
 * Plots are cells of tables with a background: of all forms (inline SVG, pictures that are loaded
 * or come along) the one that every reader shows, at once, in the dark too, and reads aloud.
 */

const plotHeight = 84;
const barHeight = 12;
const { soft, accent, line, track, bad } = mailColours;

const wholeTable = (rows: unknown): MailHtml => html`<${mailTable} width="100%">${rows}</table>`;

/** A cell that is only a colour; Outlook wants the height as an attribute, and something in it. */
const painted = (kind: 'bar' | 'bad' | 'track', height: number, width = ''): MailHtml => {
  const colour = { bar: accent, bad, track }[kind];
  const style = `height:${height}px;background:${colour};font-size:1px;line-height:1px`;
  return html`<td class="${kind}" width="${width}" height="${height}" style="${style}">&nbsp;</td>`;
};

const softText = (text: string, size: string): MailHtml =>
  html`<div class="soft" style="${mailLetters(size, { colour: soft })}">${text}</div>`;

const figureCell = ({ value, name, beside }: Figure): MailHtml => {
  const letters = mailLetters('24px/1.15', { weight: 700 });
  return html`<td width="33%" valign="top" style="padding:10px 14px 2px 0">
<div class="ink" style="white-space:nowrap;${letters}">${value}</div>
${softText(name, '13px/1.5')}${beside === null ? '' : softText(beside, '12px/1.35')}</td>`;
};

/** A column of the plot of days; what failed stands on top. */
const column = (fine: number, failed: number, most: number): MailHtml => {
  const block = (kind: 'bar' | 'bad', count: number) =>
    count > 0
      ? html`<tr>${painted(kind, Math.max(2, Math.round((count / most) * plotHeight)))}</tr>`
      : '';
  const style = `height:${plotHeight}px;padding:0 1px`;
  return html`<td valign="bottom" height="${plotHeight}" style="${style}">
${wholeTable(html`${block('bad', failed)}${block('bar', fine)}`)}</td>`;
};

const perDay = ({ perDay: { heading, note, days } }: WrittenReport): readonly MailHtml[] => {
  const most = Math.max(1, ...days.map(({ fine, failed }) => fine + failed));
  const style = `border-top:1px solid ${line};padding-top:3px`;
  const dayOf = (day: string | undefined) => softText(String(Number(day?.slice(8))), '12px/1.3');
  return [
    mailHeading(heading),
    mailRow(
      wholeTable(html`<tr>${days.map(({ fine, failed }) => column(fine, failed, most))}</tr>`),
    ),
    mailRow(
      wholeTable(html`<tr><td class="rule" style="${style}">${dayOf(days[0]?.day)}</td>
<td class="rule" align="right" style="${style}">${dayOf(days.at(-1)?.day)}</td></tr>`),
      [0, 4],
    ),
    ...(note === null ? [] : [mailParagraph(note, true)]),
  ];
};

const barRow = ({ name, value, said, isBad }: Bar, most: number): MailHtml => {
  const width = value === 0 ? 0 : Math.max(1, Math.round((value / most) * 100));
  const letters = mailLetters('14px/1.35');
  return html`<tr>
<td class="ink" width="38%" style="padding:4px 8px 4px 0;${letters}">${name}</td>
<td width="36%" style="padding:4px 8px 4px 0">${wholeTable(html`<tr>
${width > 0 ? painted(isBad ? 'bad' : 'bar', barHeight, `${width}%`) : ''}
${width < 100 ? painted('track', barHeight) : ''}</tr>`)}</td>
<td class="ink" width="26%" align="right" style="white-space:nowrap;${letters}">${said}</td></tr>`;
};

const section = ({ heading, note, bars }: Section): readonly MailHtml[] => {
  const most = Math.max(...bars.map(({ value }) => value)) || 1;
  return [
    mailHeading(heading),
    ...(note === null || note === '' ? [] : [mailParagraph(note, true)]),
    ...(bars.length === 0 ? [] : [mailRow(wholeTable(bars.map((bar) => barRow(bar, most))))]),
  ];
};

/** The report as a page for mail readers. */
export const reportHtml = (
  report: WrittenReport,
  { language, url }: { readonly language: Language; readonly url: string },
): Promise<string> =>
  mailPage({
    language,
    title: report.subject,
    preview: report.preview,
    rows: [
      mailRow(wholeTable(html`<tr>${report.figures.map(figureCell)}</tr>`)),
      ...perDay(report),
      ...report.sections.flatMap(section),
      mailButton(report.open, url),
    ],
    footer: report.footer,
  });

/** The report as a text, for readers without pages. */
export const reportText = (report: WrittenReport, url: string): string => {
  const names = report.sections.flatMap(({ bars }) => bars.map(({ name }) => name.length));
  const width = Math.max(0, ...names);
  const parts = report.sections.map(({ heading, note, bars }) =>
    [
      heading.toUpperCase(),
      ...(note ? [note] : []),
      ...bars.map(({ name, said }) => `  ${name.padEnd(width)}  ${said}`),
    ].join('\n'),
  );
  const { heading, note } = report.perDay;
  return [
    report.subject,
    report.figures
      .map(({ value, name, beside }) => `${value}  ${name}${beside ? ` (${beside})` : ''}`)
      .join('\n'),
    ...(note ? [`${heading.toUpperCase()}\n${note}`] : []),
    ...parts,
    `${report.open}:\n${url}`,
    `-- \n${report.footer}`,
  ].join('\n\n');
};
