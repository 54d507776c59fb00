import { type Face, pdfString } from './pdf-text.ts';

/** Red, green and blue, from 0 to 1. */
export type Colour = readonly [number, number, number];

/** A rectangle from its lower left corner, in points; the origin is the lower left of the page. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A page while it is drawn. */
export interface PdfPage {
  text(
    text: string,
    at: { readonly x: number; readonly y: number; readonly size: number; readonly face?: Face },
    colour: Colour,
  ): void;
  rectangle(box: Box, colour: Colour): void;
  /** A quarter of a disc whose corner is at `x`, `y`; negative sides turn it. */
  quarter(box: Box, colour: Colour): void;
  link(box: Box, url: string): void;
}

const number = (value: number): string => String(Math.round(value * 100) / 100);
const fill = (colour: Colour): string => `${colour.map(number).join(' ')} rg`;
/** A circle's control points lie at this part of its radius. */
const kappa = 0.5523;

class Page implements PdfPage {
  readonly content: string[] = [];
  readonly links: { readonly box: Box; readonly url: string }[] = [];

  text: PdfPage['text'] = (text, { x, y, size, face = 'regular' }, colour) => {
    const font = face === 'bold' ? '/Bold' : '/Regular';
    this.content.push(
      `BT ${fill(colour)} ${font} ${number(size)} Tf ${number(x)} ${number(y)} Td`,
      `${pdfString(text)} Tj ET`,
    );
  };
  rectangle: PdfPage['rectangle'] = ({ x, y, width, height }, colour) => {
    this.content.push(`${fill(colour)} ${[x, y, width, height].map(number).join(' ')} re f`);
  };
  quarter: PdfPage['quarter'] = ({ x, y, width, height }, colour) => {
    const curve = [x + width, y + height * kappa, x + width * kappa, y + height, x, y + height];
    this.content.push(
      `${fill(colour)} ${number(x)} ${number(y)} m ${number(x + width)} ${number(y)} l`,
      `${curve.map(number).join(' ')} c h f`,
    );
  };
  link: PdfPage['link'] = (box, url) => {
    this.links.push({ box, url });
  };
}

const annotation = ({ box, url }: { readonly box: Box; readonly url: string }): string => {
  const { x, y, width, height } = box;
  const rectangle = [x, y, x + width, y + height].map(number).join(' ');
  const uri = new URL(url).href.replace(/[\\()]/g, '\\$&');
  return `<< /Type /Annot /Subtype /Link /Rect [${rectangle}] /Border [0 0 0]
/A << /S /URI /URI (${uri}) >> >>`;
};

/** UTF-16 with its mark, which a document's information may be in whatever the fonts are. */
const infoText = (text: string): string =>
  `<FEFF${[...Buffer.from(text, 'utf16le').swap16()]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}>`;

/**
 * Writes a PDF (ISO 32000-1) of pages in Helvetica, which every reader has by itself. `draw` gets a
 * function that begins the next page.
 * @example
 * pdfFile({ title: 'Hello', width: 595, height: 842 }, (newPage) => {
 *   newPage().text('Hello', { x: 48, y: 780, size: 24 }, [0, 0, 0]);
 * });
 */
export const pdfFile = (
  document: {
    readonly title: string;
    readonly language?: string;
    readonly width: number;
    readonly height: number;
  },
  draw: (newPage: () => PdfPage) => void,
): Uint8Array => {
  const { title, language = 'es', width, height } = document;
  const pages: Page[] = [];
  draw(() => {
    const page = new Page();
    pages.push(page);
    return page;
  });
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const firstPage = 6;
  const pageId = (index: number) => firstPage + 2 * index;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /Lang (${language})
/ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Type /Pages /Kids [${pages.map((_, index) => `${pageId(index)} 0 R`).join(' ')}]
/Count ${pages.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title ${infoText(title)} /Producer (Bauhaus Travel) >>`,
    ...pages.flatMap(({ content, links }, index) => {
      const stream = content.join('\n');
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}]
/Contents ${pageId(index) + 1} 0 R /Resources << /Font << /Regular 3 0 R /Bold 4 0 R >> >>
/Annots [${links.map(annotation).join('\n')}] >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`);
  let offset = '%PDF-1.4\n'.length;
  // Each entry of the cross-reference table is twenty bytes and holds its object's offset.
  const entries = objects.map((object) => {
    const entry = `${String(offset).padStart(10, '0')} 00000 n \n`;
    offset += object.length;
    return entry;
  });
  const count = objects.length + 1;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${entries.join('')}`;
  const root = `<< /Size ${count} /Root 1 0 R /Info 5 0 R >>`;
  const trailer = `trailer\n${root}\nstartxref\n${offset}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(`%PDF-1.4\n${objects.join('')}${table}${trailer}`, 'latin1'));
};
