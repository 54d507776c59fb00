const page = { width: 420, height: 300 };
const margin = 36;
const leading = 22;

/** A PDF string literal; characters outside the font's encoding (about Latin-1) become `?`. */
const pdfString = (text: string): string =>
  `(${text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/gu, '?').replace(/[\\()]/g, '\\$&')})`;

/** A PDF of one page: a title and a few lines below it. */
export const plainPdf = (title: string, lines: readonly string[]): Uint8Array => {
  const content = [
    'BT',
    `/Title 18 Tf ${margin} ${page.height - margin - 18} Td ${pdfString(title)} Tj`,
    `/Text 12 Tf ${leading} TL 0 ${-leading / 2} Td`,
    ...lines.map((line) => `T* ${pdfString(line)} Tj`),
    'ET',
  ].join('\n');
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}]`,
      '/Contents 4 0 R /Resources << /Font << /Title 5 0 R /Text 6 0 R >> >> >>',
    ].join(' '),
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font('Helvetica-Bold'),
    font('Helvetica'),
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`);
  const header = '%PDF-1.4\n';
  // Each entry of the cross-reference table is twenty bytes and holds its object's offset.
  const entries = objects.map((_, index) => {
    const offset = header.length + objects.slice(0, index).join('').length;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const count = objects.length + 1;
  const body = `${header}${objects.join('')}`;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${entries.join('')}`;
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(`${body}${table}${trailer}`, 'latin1'));
};
