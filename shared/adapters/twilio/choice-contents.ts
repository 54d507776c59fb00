import { type Choices, choiceLimits } from '#shared/domain/choices.ts';
import type { ContentTypes, NewContent } from './contents.ts';

/**
 * Contents with answers to tap, one for each number of them: all words are filled in, so that one
 * serves every language. They are sent inside the 24-hour window alone, where nobody approves them.
 */
const version = 1;

const nameOf = (kind: Choices['kind'], count: number): string => `bh_${kind}_${count}_v${version}`;

/** The variables of an option: the first two or three are those of the message. */
const optionVariables = (kind: Choices['kind'], index: number) => {
  const before = kind === 'buttons' ? 1 : 2;
  return { title: before + 2 * index + 1, id: before + 2 * index + 2 };
};
const slot = (variable: number): string => `{{${variable}}}`;

const typesOf = (kind: Choices['kind'], count: number): ContentTypes => {
  const slots = Array.from({ length: count }, (_, index) => optionVariables(kind, index));
  return kind === 'buttons'
    ? {
        'twilio/quick-reply': {
          body: slot(1),
          actions: slots.map(({ title, id }) => ({
            type: 'QUICK_REPLY',
            title: slot(title),
            id: slot(id),
          })),
        },
      }
    : {
        'twilio/list-picker': {
          body: slot(1),
          button: slot(2),
          items: slots.map(({ title, id }) => ({ item: slot(title), id: slot(id) })),
        },
      };
};

const valuesOf = (choices: Choices): Readonly<Record<string, string>> => ({
  1: choices.body,
  ...(choices.kind === 'list' && { 2: choices.opener }),
  ...Object.fromEntries(
    choices.options.flatMap(({ title, id }, index) => {
      const variables = optionVariables(choices.kind, index);
      return [
        [variables.title, title],
        [variables.id, id],
      ];
    }),
  ),
});

const sampleOf = (kind: Choices['kind'], count: number): Choices => {
  const options = Array.from({ length: count }, (_, index) => ({
    id: `say:${index + 1}`,
    title: `Option ${index + 1}`,
  }));
  const body = 'What would you like to know?';
  return kind === 'buttons'
    ? { kind, body, options }
    : { kind, body, opener: 'See the options', options };
};

const build = (kind: Choices['kind'], count: number): NewContent => ({
  friendlyName: nameOf(kind, count),
  language: 'en',
  types: typesOf(kind, count),
  samples: valuesOf(sampleOf(kind, count)),
});

const counts = (most: number): readonly number[] =>
  Array.from({ length: most - 1 }, (_, index) => index + 2);

/** Every content that choices are sent with. */
export const choiceContents: readonly NewContent[] = [
  ...counts(choiceLimits.buttons).map((count) => build('buttons', count)),
  ...counts(choiceLimits.rows).map((count) => build('list', count)),
];

/** The content of such choices, by its friendly name, and what is filled in. */
export const choiceContentOf = (
  choices: Choices,
): { readonly name: string; readonly variables: Readonly<Record<string, string>> } => ({
  name: nameOf(choices.kind, choices.options.length),
  variables: valuesOf(choices),
});
