import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { MessageContent, Told } from '#shared/domain/message.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { type Template, templatesOf, texts } from './catalogue.ts';
import { cleanValue, longest } from './phrasing.ts';
import type { FreeText, VariableName } from './texts/text.ts';
import { type Facts, factsOf } from './values.ts';
import type { FreeTextType, TemplateType, Words } from './words.ts';

export type { Words } from './words.ts';

/** To whom something is said, and for whom. */
export interface Reader {
  readonly locale: Locale;
  /** What they are called; empty: not known. */
  readonly callName: string;
  /** What those are called whom the message is for; left out: the reader alone. */
  readonly travellers?: readonly string[];
  readonly agency: { readonly name: string; readonly emergencyPhone: string | null };
}

/** A message, and which facts its words really tell. */
export interface Composed {
  readonly content: MessageContent;
  readonly said: Pick<Told, 'departure' | 'gate' | 'terminal'>;
}

/** Stands where a fact that must be there is empty: WhatsApp refuses an empty variable. */
const nothing = '–';

/** More names than this are counted, not said. */
const maxNames = 4;

/** Making one costs more than all else of a message. */
const lists = new Map<string, Intl.ListFormat>();
const listFormat = (language: string): Intl.ListFormat => {
  const format = lists.get(language) ?? new Intl.ListFormat(language, { type: 'conjunction' });
  lists.set(language, format);
  return format;
};

/** Names as one says them: "Ana, Beto y Carla". */
const listOf = (names: readonly string[], locale: Locale): string => {
  const { more } = texts[locale].phrases;
  const language = languageOf(locale) === 'en' ? 'en-GB' : languageOf(locale);
  const said =
    names.length > maxNames
      ? [...names.slice(0, maxNames - 1), more(names.length - maxNames + 1)]
      : names;
  return listFormat(language).format(said);
};

/**
 * How a message begins: with the reader's name, and the names of those it is for when they are more
 * than one or not the reader (PEOPLE §1).
 */
const greeting = ({ locale, callName, travellers = [] }: Reader): string => {
  const { phrases } = texts[locale];
  const clean = (name: string): string => cleanValue(name, 20);
  const reader = clean(callName);
  const names = [...new Set(travellers.map(clean))].filter((name) => name !== '');
  if (names.length === 0) return reader || phrases.traveller;
  if (reader === '' || names.includes(reader))
    return listOf([reader, ...names.filter((name) => name !== reader)].filter(Boolean), locale);
  return phrases.onBehalfOf(reader, listOf(names, locale));
};

/** What is said about others names them itself; whoever reads it is greeted alone. */
const isAboutOthers = (words: Words): words is Extract<Words, { readonly about: unknown }> =>
  'about' in words;

/** Those whom a message is about, as one says them. */
const travellersOf = ({ locale, callName, travellers = [] }: Reader): string =>
  travellers.length === 0
    ? cleanValue(callName, 20) || texts[locale].phrases.traveller
    : listOf([...new Set(travellers.map((name) => cleanValue(name, 20)))].filter(Boolean), locale);

/** A template with its variables filled in, and the text that a traveller reads. */
const fill = (template: Template, facts: Facts, greeted: string): MessageContent => {
  const values = template.variables.map((name: VariableName) =>
    name === 'name' ? greeted : cleanValue(facts.values[name] ?? '', longest[name]) || nothing,
  );
  return {
    kind: 'template',
    template: template.name,
    language: template.locale,
    variables: Object.fromEntries(values.map((value, index) => [String(index + 1), value])),
    text: template.body.replace(
      /\{\{(\d+)\}\}/g,
      (_, number: string) => values[Number(number) - 1] ?? nothing,
    ),
  };
};

/** Variables that name a gate where one is known. */
const gateVariables: ReadonlySet<VariableName> = new Set(['gate', 'where']);

/**
 * What a template tells of the departure: the gate and the terminal only where it has a place for
 * them. That no gate is known is told as well. A cancelled departure is named, not told.
 */
const saidBy = (
  { parts, variables }: Template,
  words: Extract<Words, { type: TemplateType }>,
): Composed['said'] => {
  const told = isAboutOthers(words) ? words.about : words;
  if (told.type === 'cancelled' || told.type === 'trip_cancelled' || !('departure' in told))
    return {};
  const { departure } = told;
  if (departure === null) return {};
  const { gate, terminal } = 'gate' in told ? told : { gate: null, terminal: null };
  const saysGate = variables.some((name) => gateVariables.has(name));
  const saysNoGate =
    parts.includes('screens') ||
    (words.type === 'guardian' && told.type === 'boarding' && gate === null);
  return {
    departure: departure.at,
    ...(saysNoGate ? { gate: null } : saysGate && gate ? { gate } : {}),
    ...((saysGate || variables.includes('terminal')) && terminal ? { terminal } : {}),
  };
};

const freeTextOf = (words: Extract<Words, { type: FreeTextType }>): FreeText =>
  (words.type === 'opt_out_ack' || words.type === 'opt_in_ack') && words.isFollower
    ? `follower_${words.type}`
    : words.type;

/** Whether a template can be sent now; a sender that knows WhatsApp's approvals says so. */
export type Usable = (template: string, locale: Locale) => boolean;

/**
 * Puts words into a traveller's language: an approved template of the shape that fits the facts, or
 * free text where the words answer the traveller. Where that template is not `usable`, the next
 * poorer one of the same meaning; where none is, the best one all the same, so that its refusal is
 * seen.
 */
export const compose = (reader: Reader, words: Words, usable: Usable = () => true): Composed => {
  const { locale, agency } = reader;
  switch (words.type) {
    case 'opt_out_ack':
    case 'opt_in_ack':
    case 'opt_out_question':
    case 'opt_out_notice':
      return {
        content: {
          kind: 'text',
          text: texts[locale].freeTexts[freeTextOf(words)].replace(
            '{agency}',
            () => cleanValue(agency.name, longest.agency) || nothing,
          ),
        },
        said: {},
      };
    default: {
      const facts = factsOf({ locale, agency, travellers: travellersOf(reader) }, words);
      const fitting = templatesOf(words.type, locale).filter((template) =>
        template.parts.every((part) => facts.parts.includes(part)),
      );
      const best = fitting.find((template) => usable(template.name, template.locale)) ?? fitting[0];
      if (!best) throw new InvariantBroken(`no template fits ${words.type}`);
      const greeted = isAboutOthers(words)
        ? greeting({ locale, callName: reader.callName, agency })
        : greeting(reader);
      return { content: fill(best, facts, greeted), said: saidBy(best, words) };
    }
  }
};
