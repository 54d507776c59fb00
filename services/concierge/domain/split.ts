/** WhatsApp takes no more in one message. */
export const longestMessage = 1_600;

/**
 * Where a text that is too long is best cut: between paragraphs, else lines, else sentences, else
 * words; null: nowhere.
 */
const cutAt = (text: string, most: number): number => {
  const head = text.slice(0, most + 1);
  for (const separator of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(separator);
    if (at > most / 3) return at + (separator === '. ' ? 1 : 0);
  }
  // Not through the middle of a character.
  return /[\ud800-\udbff]/.test(text[most - 1] ?? '') ? most - 1 : most;
};

/** A text in pieces that each fit into one message; nothing but the blanks at the cuts is lost. */
export const split = (text: string, most: number = longestMessage): readonly string[] => {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > most) {
    const at = cutAt(rest, most);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
};
