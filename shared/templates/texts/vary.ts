import type { Line, Texts } from './text.ts';

/** Texts that differ from others in some lines only; `lines`: what a line becomes. */
export const vary = (
  texts: Texts,
  lines: Readonly<Record<string, string>>,
  phrases: Partial<Texts['phrases']>,
  news: Partial<Texts['news']>,
): Texts => {
  const varied = (text: string): string => lines[text] ?? text;
  const variedLine = (line: Line): Line =>
    typeof line === 'string' ? varied(line) : [line[0], varied(line[1])];
  const { templates, freeTexts } = texts;
  return {
    templates: {
      ...templates,
      ...Object.fromEntries(
        Object.entries(templates).map(([type, body]) => [type, body.map(variedLine)]),
      ),
    },
    freeTexts: {
      ...freeTexts,
      ...Object.fromEntries(Object.entries(freeTexts).map(([type, text]) => [type, varied(text)])),
    },
    phrases: { ...texts.phrases, ...phrases },
    news: { ...texts.news, ...news },
  };
};
