/** A heading may be closed by as many `#` as it was opened with. */
const withoutClosingHashes = (title: string): string => {
  let end = title.length;
  while (end > 0 && title[end - 1] === '#') end -= 1;
  return title.slice(0, end).trimEnd() || title;
};

/** The line of dashes under the head of a table. */
const isTableRule = (line: string): boolean => line.includes('|') && line.includes('---');

/**
 * Turns Markdown, as language models write it, into WhatsApp's formatting: `*bold*`, `_italic_`,
 * lines and bullets. Headings become bold, tables and links plain text.
 */
export const whatsappFormat = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/```\w*\n?/g, '')
    .replace(/^#{1,6}[ \t]+(.+)$/gmu, (_, title: string) => `*${withoutClosingHashes(title)}*`)
    .replace(/\*\*(.+?)\*\*/gu, '*$1*')
    .replace(/__(.+?)__/gu, '_$1_')
    .replace(/~~(.+?)~~/gu, '~$1~')
    .replace(/!?\[([^\][]*)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/gu, (_, label: string, url: string) =>
      label === '' || label === url ? url : `${label}: ${url}`,
    )
    .replace(/^[ \t]*[-*+][ \t]+/gmu, '• ')
    .replace(/^[ \t|:-]*\n?/gmu, (line) => (isTableRule(line) ? '' : line))
    .replace(/^[ \t]*\|(.+)\|[ \t]*$/gmu, (_, cells: string) =>
      cells
        .split('|')
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join(' · '),
    )
    .replace(/<\/?[a-z][^<>]*>/giu, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
