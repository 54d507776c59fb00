import type { Language } from '#shared/domain/trip.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { pt } from './texts/pt.ts';
import type { Line, Part, Texts, VariableName } from './texts/text.ts';
import type { TemplateType } from './words.ts';

/** All texts, by language. */
export const texts: Readonly<Record<Language, Texts>> = { es, en, pt };

/** WhatsApp's code of each language. */
export const whatsappLanguage: Readonly<Record<Language, string>> = {
  es: 'es',
  en: 'en',
  pt: 'pt_BR',
};

/**
 * The version in every template's name. An approved text is never edited in place: whoever changes
 * a text counts this up for its type, since what WhatsApp shows is the text it approved under the
 * old name.
 */
const versions: Readonly<Partial<Record<TemplateType, number>>> = {};

/**
 * The shapes of each type, the best first: a poorer one stands in where a richer one cannot be
 * sent.
 */
const shapes: Readonly<Record<TemplateType, readonly (readonly Part[])[]>> = {
  reservation_confirmation: [[]],
  '24h_reminder': [
    ['changed', 'where', 'note'],
    ['changed', 'where'],
    ['changed', 'note'],
    ['changed'],
    ['where', 'note'],
    ['where'],
    ['note'],
    [],
  ],
  delayed: [['gate', 'agency_knows'], ['agency_knows'], ['gate'], []],
  departure_moved_earlier: [['gate'], []],
  back_on_time: [['gate'], []],
  gate_change: [['gate', 'terminal'], ['gate'], ['elsewhere', 'terminal']],
  boarding: [
    ['gate', 'terminal'],
    ['gate'],
    ['unchecked', 'terminal'],
    ['unchecked'],
    ['screens', 'terminal'],
    ['screens'],
  ],
  cancelled: [[]],
  reinstated: [['gate'], []],
  diverted: [['known'], ['elsewhere']],
  landing: [['belt', 'stay'], ['stay'], ['belt'], []],
  trip_changed: [[]],
  trip_cancelled: [[]],
  itinerary_ready: [[]],
  agency_reply: [[]],
};

/**
 * One message that WhatsApp approves once: a text with numbered variables, all of them always
 * filled.
 */
export interface Template {
  /** Our name, the same in every language, such as `bh_boarding_gate_terminal_v1`. */
  readonly name: string;
  readonly type: TemplateType;
  readonly parts: readonly Part[];
  readonly language: Language;
  /** The text with `{{1}}`, `{{2}}`… in the order of `variables`. */
  readonly body: string;
  readonly variables: readonly VariableName[];
}

const bodyOf = (lines: readonly Line[], parts: readonly Part[]): string =>
  lines
    .flatMap((line) =>
      typeof line === 'string' ? [line] : parts.includes(line[0]) ? [line[1]] : [],
    )
    .join('\n');

const build = (language: Language, type: TemplateType, parts: readonly Part[]): Template => {
  const variables: VariableName[] = [];
  const body = bodyOf(texts[language].templates[type], parts).replace(
    /\{(\w+)\}/g,
    (_, name: VariableName) => {
      if (!variables.includes(name)) variables.push(name);
      return `{{${variables.indexOf(name) + 1}}}`;
    },
  );
  return {
    name: ['bh', type, ...parts, `v${versions[type] ?? 1}`].join('_'),
    type,
    parts,
    language,
    body,
    variables,
  };
};

const languages: readonly Language[] = ['es', 'en', 'pt'];
const types = Object.keys(shapes) as TemplateType[]; // the keys of a record over TemplateType

/** Every template in every language. */
export const templates: readonly Template[] = languages.flatMap((language) =>
  types.flatMap((type) => shapes[type].map((parts) => build(language, type, parts))),
);

const byType = new Map<string, readonly Template[]>(
  languages.flatMap((language) =>
    types.map(
      (type) =>
        [
          `${type} ${language}`,
          templates.filter((t) => t.type === type && t.language === language),
        ] as const,
    ),
  ),
);

/** The templates of a type in a language, the best shape first. */
export const templatesOf = (type: TemplateType, language: Language): readonly Template[] =>
  byType.get(`${type} ${language}`) ?? [];

/**
 * The name a template has on Twilio and at WhatsApp, where each language is a content of its own.
 */
export const friendlyName = (name: string, language: Language): string => `${name}_${language}`;
