/** WhatsApp's own marks, and addresses of pages. Each must stand at the edge of a word, as in WhatsApp. */
const marks = [
  { tag: 'code', form: /```([^`]+)```/u },
  { tag: 'strong', form: /(?<![\p{L}\p{N}*])\*(?![\s*])([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/u },
  { tag: 'em', form: /(?<![\p{L}\p{N}_])_(?![\s_])([^_\n]*[^\s_])_(?![\p{L}\p{N}_])/u },
  { tag: 's', form: /(?<![\p{L}\p{N}~])~(?![\s~])([^~\n]*[^\s~])~(?![\p{L}\p{N}~])/u },
  { tag: 'a', form: /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/u },
];

/** Turns the text of a message into nodes. Text stays text: nothing in it is ever read as HTML. */
export const formatted = (text) => {
  const first = marks
    .map((mark) => ({ mark, found: mark.form.exec(text) }))
    .filter(({ found }) => found)
    .sort((a, b) => a.found.index - b.found.index)[0];
  if (!first) return text ? [document.createTextNode(text)] : [];
  const { mark, found } = first;
  const node = document.createElement(mark.tag);
  if (mark.tag === 'a') {
    node.href = found[1];
    node.target = '_blank';
    node.rel = 'noopener noreferrer';
  }
  node.append(
    ...(mark.tag === 'a' || mark.tag === 'code'
      ? [document.createTextNode(found[1])]
      : formatted(found[1])),
  );
  return [
    ...formatted(text.slice(0, found.index)),
    node,
    ...formatted(text.slice(found.index + found[0].length)),
  ];
};

/** The text without the marks, for one line of preview. */
export const plain = (text) => {
  const holder = document.createElement('span');
  holder.append(...formatted(text.replaceAll(/\s+/g, ' ')));
  return holder.textContent;
};

/** One or two letters for the round picture. */
export const initials = (name) => {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return words.length === 0
    ? '#'
    : [words[0], words.length > 1 ? words.at(-1) : '']
        .map((word) => [...word][0] ?? '')
        .join('')
        .toUpperCase();
};

/** One of eight colours that stays the same for a name. */
export const tint = (name) =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8, 7);

/** A number as people read it: `+54 9 11 5555 0100`. */
export const spaced = (phone) =>
  phone
    .replace(
      /^\+54(9?)11(\d{4})(\d{4})$/,
      (_, mobile, a, b) => `+54 ${mobile ? '9 ' : ''}11 ${a} ${b}`,
    )
    .replace(/^\+(\d{1,3})(\d{3})(\d{3})(\d{3,5})$/, '+$1 $2 $3 $4');
