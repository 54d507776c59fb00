/** WhatsApp's markup, which must be at word boundaries, and URLs. */
const marks = [
  { tag: 'code', pattern: /```([^`]+)```/u },
  { tag: 'strong', pattern: /(?<![\p{L}\p{N}*])\*(?![\s*])([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/u },
  { tag: 'em', pattern: /(?<![\p{L}\p{N}_])_(?![\s_])([^_\n]*[^\s_])_(?![\p{L}\p{N}_])/u },
  { tag: 's', pattern: /(?<![\p{L}\p{N}~])~(?![\s~])([^~\n]*[^\s~])~(?![\p{L}\p{N}~])/u },
  { tag: 'a', pattern: /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/u },
];

/** Converts the text of a message into DOM nodes; nothing in it is parsed as HTML. */
export const formatText = (text) => {
  const first = marks
    .map((mark) => ({ mark, match: mark.pattern.exec(text) }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0];
  if (!first) return text ? [document.createTextNode(text)] : [];
  const { mark, match } = first;
  const node = document.createElement(mark.tag);
  if (mark.tag === 'a') {
    node.href = match[1];
    node.target = '_blank';
    node.rel = 'noopener noreferrer';
  }
  node.append(
    ...(mark.tag === 'a' || mark.tag === 'code'
      ? [document.createTextNode(match[1])]
      : formatText(match[1])),
  );
  return [
    ...formatText(text.slice(0, match.index)),
    node,
    ...formatText(text.slice(match.index + match[0].length)),
  ];
};

/** The text without markup, on one line. */
export const plainText = (text) => {
  const container = document.createElement('span');
  container.append(...formatText(text.replaceAll(/\s+/g, ' ')));
  return container.textContent;
};

/** One or two letters for an avatar. */
export const initials = (name) => {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return words.length === 0
    ? '#'
    : [words[0], words.length > 1 ? words.at(-1) : '']
        .map((word) => [...word][0] ?? '')
        .join('')
        .toUpperCase();
};

/** The avatar colour of a name, from 0 to 7. */
export const tint = (name) =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8, 7);

/** A phone number for display: `+54 9 11 5555 0100`. */
export const formatPhone = (phone) =>
  phone
    .replace(
      /^\+54(9?)11(\d{4})(\d{4})$/,
      (_, mobile, a, b) => `+54 ${mobile ? '9 ' : ''}11 ${a} ${b}`,
    )
    .replace(/^\+(\d{1,3})(\d{3})(\d{3})(\d{3,5})$/, '+$1 $2 $3 $4');
