import { plainPdf } from '../plain-pdf.ts';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('a plain PDF', () => {
  const pdf = textOf(plainPdf('Póliza (única)', ['Lucía Ferreyra', 'C:\\seguro', 'EZE → MAD']));

  it('says where each of its objects begins, and where the table is', () => {
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)?.[1]);
    expect(pdf.slice(table, table + 4)).toBe('xref');
    const offsets = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) =>
      Number(offset),
    );
    expect(offsets.map((offset) => /^\d+ 0 obj/.exec(pdf.slice(offset))?.[0])).toEqual(
      offsets.map((_, index) => `${index + 1} 0 obj`),
    );
  });

  it('states the length of its content', () => {
    const [, length, content] =
      /<< \/Length (\d+) >>\nstream\n([\s\S]*)\nendstream/.exec(pdf) ?? [];
    expect(content).toHaveLength(Number(length));
  });

  it('draws each line as it is, accents too; other characters become question marks', () => {
    for (const line of [
      '(Póliza \\(única\\)) Tj',
      '(Lucía Ferreyra) Tj',
      '(C:\\\\seguro) Tj',
      '(EZE ? MAD) Tj',
    ])
      expect(pdf).toContain(line);
  });
});
