/** More than any answer to a webhook has; the rest is not read. */
const mostTwiml = 65_536;

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};

/** A text of TwiML without its escapes. */
export const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|([a-z]{2,4}));/g, (whole, code?: string, name = '') =>
    code === undefined ? (entities[name] ?? whole) : String.fromCodePoint(Number(code)),
  );

/** The texts of the messages with which a webhook is answered in TwiML. */
export const messagesOfTwiml = (answer: string): readonly string[] =>
  answer
    .slice(0, mostTwiml)
    .split('<Message>')
    .slice(1)
    .map((rest) => unescaped(rest.split('</Message>', 1)[0] ?? ''));
