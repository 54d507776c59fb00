import { languageOf } from '#shared/domain/locale.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { Template } from './catalogue.ts';
import { longest } from './phrasing.ts';

/** The most characters of a filled template that WhatsApp takes. */
const longestMessage = 1_024;

const variable = /\{\{(\d+)\}\}/g;
const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu;
const emojiPattern = /\p{Extended_Pictographic}/gu;

/**
 * Words of advertising: a template with them is taken for marketing, which costs more and is not
 * delivered everywhere.
 */
const promotion: Readonly<Record<Language, RegExp>> = {
  es: /\b(ofertas?|descuentos?|promo\w*|gratis|cup[oó]n(es)?|compr[aá]\w*|reserv[aá] ya)\b/iu,
  en: /\b(offers?|discounts?|deals?|promo\w*|free|coupons?|buy|book now)\b/iu,
  pt: /\b(ofertas?|descontos?|promo\w*|gr[aá]tis|cupo[mn]s?|compre\w*|reserve j[aá])\b/iu,
};

/** What WhatsApp would refuse a template for (RULES §5); empty where nothing. */
export const lintTemplate = (template: Template): readonly string[] => {
  const problems: string[] = [];
  const { body } = template;
  const numbers = [...body.matchAll(variable)].map((match) => Number(match[1]));
  const fixed = body.split(/\{\{\d+\}\}/);
  const words = fixed.join(' ').match(wordPattern)?.length ?? 0;
  const say = (wrong: boolean, problem: string) => {
    if (wrong) problems.push(problem);
  };
  say(
    !/^[a-z][a-z0-9_]*$/.test(template.name) || template.name.length > 200,
    'the name has other characters than a-z, 0-9 and _',
  );
  say(
    [...new Set(numbers)].some((number, index) => number !== index + 1),
    'variables are not numbered from 1 in the order they appear',
  );
  say(
    new Set(numbers).size !== template.variables.length,
    'the variables of the text are not those of the template',
  );
  say(/[{}]/.test(fixed.join('')), 'a brace is left over');
  say(!/[\p{L}\p{N}]/u.test(fixed[0] ?? ''), 'a variable comes first');
  say(!/[\p{L}\p{N}]/u.test(fixed.at(-1) ?? ''), 'a variable comes last');
  say(
    fixed.slice(1, -1).some((between) => !/\p{L}/u.test(between)),
    'two variables stand next to each other',
  );
  say(
    words < 2 * numbers.length + 1,
    `${words} fixed words are too few for ${numbers.length} variables`,
  );
  say(
    fixed.join('').length +
      [...body.matchAll(variable)].reduce(
        (sum, match) => sum + longest[template.variables[Number(match[1]) - 1] ?? 'words'],
        0,
      ) >
      longestMessage,
    'it can be longer than 1,024 characters',
  );
  say(
    /\t| {4}|\n{3}|^\s|\s$/.test(body),
    'it has tabs, four spaces, empty lines in a row, or blanks at an end',
  );
  say(promotion[languageOf(template.locale)].test(body), 'it sounds like advertising');
  say((body.match(emojiPattern)?.length ?? 0) > 1, 'it has more than one emoji');
  say((body.match(/\*/g)?.length ?? 0) % 2 !== 0, 'an asterisk is left over');
  return problems;
};

/** What WhatsApp would refuse a filled template for; empty where nothing. */
export const lintFilled = (
  template: Template,
  content: { readonly variables: Readonly<Record<string, string>>; readonly text: string },
): readonly string[] => {
  const values = Object.values(content.variables);
  return [
    ...(Object.keys(content.variables).length === template.variables.length
      ? []
      : ['not every variable is filled']),
    ...(values.some((value) => value.trim() === '') ? ['a variable is empty'] : []),
    ...(values.some((value) => /[\n\r\t\v\f\u0085\u2028\u2029]| {4}/.test(value))
      ? ['a variable has line breaks, tabs or four spaces']
      : []),
    ...(values.some((value) => /\p{Cs}/u.test(value)) ? ['a variable has half a character'] : []),
    ...(content.text.length > longestMessage ? ['longer than 1,024 characters'] : []),
    ...(/\{\{\d+\}\}/.test(content.text) ? ['a variable is left over'] : []),
  ];
};
