/**
 * Turns Markdown, as language models write it, into WhatsApp's formatting: `*bold*`, `_italic_`,
 * lines and bullets. Headings become bold, tables and links plain text.
 */
export const whatsappFormat = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/```\w*\n?/g, '')
    .replace(/^#{1,6}[ \t]+(.+?)[ \t]*#*$/gmu, '*$1*')
    .replace(/\*\*(.+?)\*\*/gu, '*$1*')
    .replace(/__(.+?)__/gu, '_$1_')
    .replace(/~~(.+?)~~/gu, '~$1~')
    .replace(/!?\[([^\]]*)\]\(([^)\s]+)\)/gu, (_, label: string, url: string) =>
      label === '' || label === url ? url : `${label}: ${url}`,
    )
    .replace(/^[ \t]*[-*+][ \t]+/gmu, '• ')
    .replace(/^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?::?-{3,}:?)?[ \t]*\n?/gmu, '')
    .replace(/^[ \t]*\|(.+)\|[ \t]*$/gmu, (_, cells: string) =>
      cells
        .split('|')
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join(' · '),
    )
    .replace(/<\/?[a-z][^>]*>/giu, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
