import { takeIt } from '#shared/domain/alert-answer.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { Language } from '#shared/domain/trip.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { esAR } from './texts/es-ar.ts';
import { pt } from './texts/pt.ts';
import type { Line, Part, Texts, VariableName } from './texts/text.ts';
import type { TemplateType } from './words.ts';

/** All texts, by wording. */
export const texts: Readonly<Record<Locale, Texts>> = { es, 'es-AR': esAR, en, pt };

/** WhatsApp's code of each wording. */
export const whatsappLanguage: Readonly<Record<Locale, string>> = {
  es: 'es',
  'es-AR': 'es_AR',
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
  reservation_confirmation: [['number', 'legs'], ['number'], ['legs'], []],
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
  delayed: [
    ['early', 'where', 'told'],
    ['early', 'where', 'untold'],
    ['early', 'told'],
    ['early', 'untold'],
    ['near', 'where', 'told'],
    ['near', 'where', 'untold'],
    ['near', 'told'],
    ['near', 'untold'],
  ],
  departure_moved_earlier: [
    ['gone', 'told'],
    ['shrank', 'where'],
    ['shrank'],
    ['earlier', 'where', 'told'],
    ['earlier', 'told'],
  ],
  back_on_time: [['where'], []],
  gate_change: [['first'], ['both'], ['gate'], ['terminal']],
  boarding: [['gate'], ['unchecked'], ['screens', 'terminal'], ['screens']],
  cancelled: [[]],
  reinstated: [['where'], []],
  connection_at_risk: [[]],
  connection_missed: [[]],
  connection_restored: [[]],
  diverted: [['known'], ['elsewhere']],
  landing: [
    ['next'],
    ['home', 'belt'],
    ['home'],
    ['welcome', 'belt', 'stay'],
    ['welcome', 'stay'],
    ['welcome', 'belt'],
    ['welcome'],
  ],
  trip_changed: [[]],
  trip_cancelled: [[]],
  itinerary_ready: [[]],
  agency_reply: [[]],
  agency_notice: [[]],
  test_message: [[]],
  duty_alert: [[]],
  duty_digest: [[]],
  // What is told about others stands in the variables: any further shape of these would be one of
  // few templates that an account may have.
  guardian: [['booking'], ['ahead'], ['brief']],
  follower: [[]],
  guide: [[]],
};

/** What can be tapped below a message; whoever taps it answers with these words. */
const buttons: Readonly<Partial<Record<TemplateType, Readonly<Record<Language, string>>>>> = {
  duty_alert: takeIt,
};

/**
 * One message that WhatsApp approves once: a text with numbered variables, all of them always
 * filled.
 */
export interface Template {
  /** Our name, the same in every language, such as `bh_boarding_gate_v1`. */
  readonly name: string;
  readonly type: TemplateType;
  readonly parts: readonly Part[];
  readonly locale: Locale;
  /** The text with `{{1}}`, `{{2}}`… in the order of `variables`. */
  readonly body: string;
  readonly variables: readonly VariableName[];
  /** The one answer that can be tapped; null: none. */
  readonly button: string | null;
}

const bodyOf = (lines: readonly Line[], parts: readonly Part[]): string =>
  lines
    .flatMap((line) =>
      typeof line === 'string' ? [line] : parts.includes(line[0]) ? [line[1]] : [],
    )
    .join('\n');

const build = (locale: Locale, type: TemplateType, parts: readonly Part[]): Template => {
  const variables: VariableName[] = [];
  const body = bodyOf(texts[locale].templates[type], parts).replace(
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
    locale,
    body,
    variables,
    button: buttons[type]?.[languageOf(locale)] ?? null,
  };
};

const types = Object.keys(shapes) as TemplateType[]; // the keys of a record over TemplateType

const buildAll = (locale: Locale): readonly Template[] =>
  types.flatMap((type) => shapes[type].map((parts) => build(locale, type, parts)));

const spanish = buildAll('es');
const spanishBodies = new Set(spanish.map(({ body }) => body));

/** Every template in every wording; one that says the same as in plain Spanish is that one. */
export const templates: readonly Template[] = [
  ...spanish,
  ...buildAll('es-AR').filter(({ body }) => !spanishBodies.has(body)),
  ...buildAll('en'),
  ...buildAll('pt'),
];

const byName = new Map<string, Template>(
  templates.map((template) => [`${template.name} ${template.locale}`, template]),
);

/** The wordings that may be sent where one is asked for, the best first. */
const wordingsFor = (locale: Locale): readonly Locale[] => [
  ...new Set([locale, languageOf(locale)]),
];

const byType = new Map<string, readonly Template[]>(
  (['es', 'es-AR', 'en', 'pt'] as const).flatMap((locale) =>
    types.map(
      (type) =>
        [
          `${type} ${locale}`,
          shapes[type].flatMap((parts) =>
            wordingsFor(locale).flatMap(
              (wording) => byName.get(`${build(wording, type, parts).name} ${wording}`) ?? [],
            ),
          ),
        ] as const,
    ),
  ),
);

/** The templates of a type in a wording and those that may stand in, the best first. */
export const templatesOf = (type: TemplateType, locale: Locale): readonly Template[] =>
  byType.get(`${type} ${locale}`) ?? [];

/**
 * The name a template has on Twilio and at WhatsApp, where each wording is a content of its own.
 */
export const friendlyName = (name: string, locale: Locale): string =>
  `${name}_${locale.replace('-', '_').toLowerCase()}`;
