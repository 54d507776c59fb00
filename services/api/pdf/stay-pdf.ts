import { foldedDays, type PlannedStay } from '#shared/domain/stay-days.ts';
import type { Language } from '#shared/domain/trip.ts';
import { type EntryText, entryText } from '../domain/stay-entry.ts';
import { dateName, datesName, shortDates, stayWords } from '../domain/stay-words.ts';
import { type Colour, type PdfPage, pdfFile } from './pdf-file.ts';
import { type Face, widthOfText, wrapped } from './pdf-text.ts';

/** A4, in points. */
const paper = { width: 595, height: 842 };
const margin = 54;
const bottom = 64;
const timeColumn = 52;
const right = paper.width - margin;

const ink: Colour = [0.11, 0.11, 0.1];
const soft: Colour = [0.4, 0.39, 0.36];
const line: Colour = [0.88, 0.86, 0.8];
const red: Colour = [0.82, 0.23, 0.16];
const blue: Colour = [0.12, 0.37, 0.66];
const yellow: Colour = [0.95, 0.72, 0.12];
const cream: Colour = [0.96, 0.94, 0.9];

const poster = (page: PdfPage): void => {
  const [y, height] = [paper.height - 46, 46];
  page.rectangle({ x: 0, y, width: paper.width, height }, blue);
  page.quarter({ x: 0, y, width: 46, height }, red);
  page.rectangle({ x: 46, y, width: 20, height }, ink);
  page.quarter({ x: 66, y: paper.height, width: 92, height: -height }, yellow);
  page.quarter({ x: paper.width, y, width: -70, height }, cream);
};

/** Draws from the top of one page to the bottom, and goes on at the top of the next. */
class Flow {
  page: PdfPage;
  readonly pages: PdfPage[] = [];
  y = 0;
  readonly #newPage: () => PdfPage;

  constructor(newPage: () => PdfPage) {
    this.#newPage = newPage;
    this.page = this.next();
  }

  next(): PdfPage {
    this.page = this.#newPage();
    this.pages.push(this.page);
    poster(this.page);
    this.y = paper.height - 46 - 34;
    return this.page;
  }

  /** Goes to the next page where so much does not fit on this one. */
  keep(height: number): void {
    if (this.y - height < bottom) this.next();
  }

  lines(
    text: string,
    style: { readonly x: number; readonly size: number; readonly face?: Face },
    colour: Colour,
  ): void {
    const { x, size, face = 'regular' } = style;
    for (const one of wrapped(text, face, size, right - x)) {
      this.keep(size * 1.35);
      this.y -= size * 1.35;
      this.page.text(one, { x, y: this.y, size, face }, colour);
    }
  }
}

const colourOf = ({ isIdea, warnings }: EntryText): Colour =>
  warnings.length > 0 ? red : isIdea ? line : yellow;

const heightOf = (text: EntryText): number =>
  15 * wrapped(text.title, 'bold', 11, right - margin - timeColumn).length +
  13 * (text.lines.length + text.warnings.length + (text.address ? 1 : 0) + (text.phone ? 1 : 0)) +
  10;

const entry = (flow: Flow, text: EntryText, language: Language): void => {
  const words = stayWords[language];
  flow.keep(heightOf(text));
  const x = margin + timeColumn;
  const top = flow.y;
  flow.page.rectangle({ x: margin, y: top - 14, width: 3, height: 11 }, colourOf(text));
  flow.page.text(text.time, { x: margin + 9, y: top - 14, size: 11, face: 'bold' }, ink);
  const title = text.isIdea ? `${text.title} (${words.idea.toLowerCase()})` : text.title;
  flow.lines(title, { x, size: 11, face: 'bold' }, ink);
  for (const one of text.lines) flow.lines(one, { x, size: 9.5 }, soft);
  if (text.address !== null) flow.lines(text.address, { x, size: 9.5 }, soft);
  for (const one of text.warnings) flow.lines(one, { x, size: 9.5, face: 'bold' }, red);
  if (text.phone !== null) {
    flow.lines(`Tel. ${text.phone}`, { x, size: 9.5, face: 'bold' }, blue);
    const width = widthOfText(`Tel. ${text.phone}`, 'bold', 9.5);
    const url = `tel:${text.phone.replace(/[^+\d]/g, '')}`;
    flow.page.link({ x, y: flow.y - 2, width, height: 12 }, url);
  }
  flow.y -= 9;
};

/** What stands on the document beside the stay itself. */
export interface StayPdfOptions {
  readonly language: Language;
  readonly city: string;
  readonly agency: string;
  readonly emergencyPhone: string | null;
  /** The page of the stay, which is always of now; null: the document is the agency's own. */
  readonly pageUrl: string | null;
}

/** A stay as a document to print or to keep where there is no network. */
export const stayPdf = ({ stay, days }: PlannedStay, options: StayPdfOptions): Uint8Array => {
  const { language, city, agency, emergencyPhone, pageUrl } = options;
  const words = stayWords[language];
  const title = words.title(city);
  return pdfFile({ ...paper, title, language: words.locale }, (newPage) => {
    const flow = new Flow(newPage);
    flow.lines(title, { x: margin, size: 24, face: 'bold' }, ink);
    flow.y -= 4;
    const dates = shortDates(stay.from, days.at(-1)?.date ?? stay.to, words);
    flow.lines(`${dates} · ${words.by(agency)}`, { x: margin, size: 11 }, soft);
    if (emergencyPhone !== null)
      flow.lines(
        `${words.emergency}: ${emergencyPhone}`,
        { x: margin, size: 11, face: 'bold' },
        blue,
      );
    for (const part of foldedDays(days)) {
      flow.y -= 16;
      if ('to' in part) {
        const free = part.from === part.to ? words.free : words.freeMany;
        flow.lines(
          `${datesName(part.from, part.to, words)}: ${free}`,
          { x: margin, size: 10.5 },
          soft,
        );
        continue;
      }
      const texts = part.entries.map((one) => entryText(one, city, language));
      flow.keep(34 + (texts[0] ? heightOf(texts[0]) : 0));
      flow.lines(dateName(part.date, words), { x: margin, size: 13, face: 'bold' }, ink);
      flow.y -= 6;
      flow.page.rectangle({ x: margin, y: flow.y, width: right - margin, height: 1.2 }, ink);
      flow.y -= 5;
      for (const text of texts) entry(flow, text, language);
    }
    flow.pages.forEach((page, index) => {
      const y = 36;
      page.rectangle({ x: margin, y: y + 14, width: right - margin, height: 0.6 }, line);
      page.text(agency, { x: margin, y, size: 9 }, soft);
      const number = `${index + 1} / ${flow.pages.length}`;
      page.text(number, { x: right - widthOfText(number, 'regular', 9), y, size: 9 }, soft);
      if (pageUrl === null) return;
      const label = new URL(pageUrl).host;
      const width = widthOfText(label, 'regular', 9);
      page.text(label, { x: (paper.width - width) / 2, y, size: 9 }, blue);
      page.link({ x: (paper.width - width) / 2, y: y - 2, width, height: 12 }, pageUrl);
    });
  });
};
