/** Characters that WhatsApp takes in one message. */
export const maxMessageLength = 1_600;

/**
 * Where to cut a text that is too long: between paragraphs, else lines, else sentences, else words.
 */
const cutAt = (text: string, maxLength: number): number => {
  const head = text.slice(0, maxLength + 1);
  for (const separator of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(separator);
    if (at > maxLength / 3) return at + (separator === '. ' ? 1 : 0);
  }
  // A cut between the two halves of a surrogate pair would break the character.
  return /[\ud800-\udbff]/.test(text[maxLength - 1] ?? '') ? maxLength - 1 : maxLength;
};

/** A text in pieces of at most `maxLength` characters; only blanks at the cuts are lost. */
export const split = (text: string, maxLength: number = maxMessageLength): readonly string[] => {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > maxLength) {
    const at = cutAt(rest, maxLength);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
};
