import { z } from 'zod';
import { foldedName } from './place.ts';
import { withoutSecretNumbers } from './redact.ts';
import { Language } from './trip.ts';

const withoutSecrets = (text: string): boolean => withoutSecretNumbers(text) === text;
const secretNumber = {
  message: 'must have no card, passport or identity numbers: travellers read it',
  params: { code: 'secret_number' },
};
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
const answer = z
  .string()
  .trim()
  .min(1)
  .max(1500)
  .regex(/^[^\p{Cc}]*(?:\n[^\p{Cc}]*)*$/u, 'must not contain control characters')
  .refine(withoutSecrets, secretNumber)
  .optional();

/** What an agency answers to a question, and for whom the answer holds. */
export const KnowledgeInput = z
  .strictObject({
    question: line(300)
      .refine(withoutSecrets, secretNumber)
      .describe('As a traveller asks it; several ways of asking are several sentences.'),
    answers: z
      .strictObject({ es: answer, en: answer, pt: answer })
      .refine((answers) => Object.values(answers).some((text) => text !== undefined), {
        message: 'must have an answer in one language at least',
        params: { code: 'required' },
      })
      .describe('By language. Travellers get these words as they are.'),
    airline: z
      .string()
      .trim()
      .transform((code) => code.toUpperCase())
      .pipe(z.string().regex(/^[A-Z0-9]{2,3}$/, 'an airline’s code, such as AR'))
      .nullable()
      .default(null)
      .describe('Holds only for flights of this airline, by its code.'),
    destination: line(100)
      .nullable()
      .default(null)
      .describe('Holds only there: an airport’s code, or a city in any language.'),
    hotel: line(160)
      .nullable()
      .default(null)
      .describe('Holds only for those who stay there: the name, or a part of whole words of it.'),
  })
  .meta({ id: 'KnowledgeInput', description: 'What the agency answers to a question.' });
export type KnowledgeInput = z.output<typeof KnowledgeInput>;

/** An entry of an agency's knowledge. */
export const KnowledgeEntry = KnowledgeInput.extend({ id: z.uuid() }).meta({
  id: 'KnowledgeEntry',
  description: 'What the agency answers to a question.',
});
export type KnowledgeEntry = z.output<typeof KnowledgeEntry>;

/** What makes two entries one: the same question, for the same travellers. */
export const knowledgeIdentity = ({
  question,
  airline,
  destination,
  hotel,
}: KnowledgeInput): string =>
  [question, airline ?? '', destination ?? '', hotel ?? ''].map(foldedName).join('|');

/** What is searched by words: the question and its answers, folded. */
export const knowledgeSearchText = ({ question, answers }: KnowledgeInput): string =>
  foldedName([question, ...Object.values(answers)].join(' '));

/**
 * The answer of an entry in a language, or else in one that it has, and which that is: it is
 * quoted, so it is never translated.
 */
export const answerIn = (
  { answers }: Pick<KnowledgeEntry, 'answers'>,
  language: Language,
): { readonly language: Language; readonly text: string } | null => {
  for (const each of [language, ...Language.options]) {
    const text = answers[each];
    if (text !== undefined) return { language: each, text };
  }
  return null;
};
