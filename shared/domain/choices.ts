import { z } from 'zod';

/**
 * What WhatsApp takes inside the 24-hour window, where nobody approves anything (Twilio’s
 * `twilio/quick-reply` and `twilio/list-picker`). Longer ones are refused, not cut.
 */
export const choiceLimits = {
  body: 1024,
  buttons: 3,
  buttonTitle: 20,
  rows: 10,
  rowTitle: 24,
  /** What opens a list. */
  opener: 20,
} as const;

/** Words in one line: a line break is not allowed in what is filled in. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\S(?:[^\n\r\t]*\S)?$/u, 'one line, without blanks around it');

/** What comes back where an option is chosen: what it is about, and which one. */
export const ChoiceId = z.string().regex(/^[a-z]{2,12}:[A-Za-z0-9_-]{1,64}$/);
export type ChoiceId = z.infer<typeof ChoiceId>;

const optionOf = (title: number) => z.object({ id: ChoiceId, title: line(title) });

/** One of the answers that a message offers. */
export const ChoiceOption = optionOf(choiceLimits.rowTitle);
export type ChoiceOption = z.infer<typeof ChoiceOption>;

/** The answers that a message offers: as buttons where they are few and short, else as a list. */
export const Choices = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('buttons'),
    body: line(choiceLimits.body),
    options: z.array(optionOf(choiceLimits.buttonTitle)).min(2).max(choiceLimits.buttons),
  }),
  z.object({
    kind: z.literal('list'),
    body: line(choiceLimits.body),
    opener: line(choiceLimits.opener),
    options: z.array(ChoiceOption).min(2).max(choiceLimits.rows),
  }),
]);
export type Choices = z.infer<typeof Choices>;

const inOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** A text in one line and of so many characters at most; what is cut off ends with dots. */
const cut = (text: string, max: number): string => {
  const whole = inOneLine(text);
  if (whole.length <= max) return whole;
  const kept = whole
    .slice(0, max - 1)
    .toWellFormed()
    .replace('\uFFFD', '');
  return `${kept.trimEnd()}…`;
};

/** Titles that are alike once they are cut get a number: WhatsApp takes none twice. */
const distinct = (options: readonly ChoiceOption[], max: number): ChoiceOption[] =>
  options.map(({ id, title }, index) => {
    const short = cut(title, max);
    const isTaken = options.slice(0, index).some((other) => cut(other.title, max) === short);
    const mark = ` (${index + 1})`;
    return { id, title: isTaken ? `${cut(title, max - mark.length)}${mark}` : short };
  });

/** What a message offers to answer with, and what it says. */
export interface Offer {
  readonly body: string;
  /** What opens the list, where it is one. */
  readonly opener: string;
  readonly options: readonly ChoiceOption[];
}

/**
 * The choices of a message; null where there is nothing to choose between, or too much was said.
 * Options past the tenth are left out.
 */
export const choicesOf = ({ body: said, opener, options }: Offer): Choices | null => {
  const body = inOneLine(said);
  if (options.length < 2 || body === '' || body.length > choiceLimits.body) return null;
  return options.length <= choiceLimits.buttons &&
    options.every(({ title }) => inOneLine(title).length <= choiceLimits.buttonTitle)
    ? { kind: 'buttons', body, options: distinct(options, choiceLimits.buttonTitle) }
    : {
        kind: 'list',
        body,
        opener: cut(opener, choiceLimits.opener),
        options: distinct(options.slice(0, choiceLimits.rows), choiceLimits.rowTitle),
      };
};

/** The same for who sees no buttons: each option with the number that chooses it. */
export const numbered = (text: string, { options }: Choices): string =>
  [text, options.map(({ title }, index) => `${index + 1}. ${title}`).join('\n')].join('\n\n');

/** Letters and digits alone, without accents. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

const numberOnly =
  /^(?:(?:la|el|o|a|the|opcion|opcao|option|numero|number|nro|num|n) )*(\d{1,2})$/u;
/** No title is as long: a longer message is about something. */
const mostCharacters = 200;

/**
 * The option that a whole message chooses: by its number, or by the words of the option; null: none.
 */
export const chosenBy = (
  message: string,
  options: readonly ChoiceOption[],
): ChoiceOption | null => {
  if (message.length > mostCharacters) return null;
  const said = folded(message);
  const number = numberOnly.exec(said)?.[1];
  if (number !== undefined) return options[Number(number) - 1] ?? null;
  const named = options.filter(({ title }) => folded(title) === said);
  return said !== '' && named.length === 1 ? (named[0] ?? null) : null;
};
