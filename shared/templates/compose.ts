import type { MessageContent } from '#shared/domain/message.ts';
import type { Language } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { type Template, templatesOf, texts } from './catalogue.ts';
import type { VariableName } from './texts/text.ts';
import { cleanValue, type Facts, factsOf, longest } from './values.ts';
import type { Words } from './words.ts';

export type { When, Words } from './words.ts';

/** Stands where a fact that must be there is empty: WhatsApp refuses an empty variable. */
const nothing = '–';

const filledValue = (language: Language, name: VariableName, facts: Facts): string =>
  cleanValue(facts.values[name] ?? '', longest[name]) ||
  (name === 'name' ? texts[language].traveller : nothing);

/** A template with its variables filled in, and the text that a traveller reads. */
const fill = (template: Template, facts: Facts): MessageContent => {
  const values = template.variables.map((name) => filledValue(template.language, name, facts));
  return {
    kind: 'template',
    template: template.name,
    language: template.language,
    variables: Object.fromEntries(values.map((value, index) => [String(index + 1), value])),
    text: template.body.replace(
      /\{\{(\d+)\}\}/g,
      (_, number: string) => values[Number(number) - 1] ?? nothing,
    ),
  };
};

/** Whether a template can be sent now; a sender that knows WhatsApp's approvals says so. */
export type Usable = (template: string, language: Language) => boolean;

/**
 * Puts words into a traveller's language: an approved template of the shape that fits the facts, or
 * free text where the words answer the traveller. Where that template is not `usable`, the next
 * poorer one of the same meaning; where none is, the best one all the same, so that its refusal is
 * seen.
 */
export const compose = (
  language: Language,
  words: Words,
  usable: Usable = () => true,
): MessageContent => {
  switch (words.type) {
    case 'opt_out_ack':
    case 'opt_in_ack':
      return {
        kind: 'text',
        text: texts[language].freeTexts[words.type].replace(
          '{agency}',
          () => cleanValue(words.agency, longest.agency) || nothing,
        ),
      };
    case 'opt_out_question':
    case 'opt_out_notice':
      return { kind: 'text', text: texts[language].freeTexts[words.type] };
    default: {
      const facts = factsOf(language, words);
      const fitting = templatesOf(words.type, language).filter((template) =>
        template.parts.every((part) => facts.parts.includes(part)),
      );
      const best = fitting.find((template) => usable(template.name, language)) ?? fitting[0];
      if (!best) throw new InvariantBroken(`no template fits ${words.type}`);
      return fill(best, facts);
    }
  }
};
