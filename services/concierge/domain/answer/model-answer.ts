import { z } from 'zod';
import { DocumentType } from '#shared/domain/document.ts';
import { type Intent, intents } from '../understanding/intents.ts';

/** A piece of an answer: words, something known, or what the agency wrote about something. */
export const Segment = z.union([
  z.strictObject({ text: z.string().describe('Words without any fact.') }),
  z.strictObject({
    fact: z.string().describe('The name of a fact in the material.'),
    offsetMinutes: z
      .int()
      .nullable()
      .describe('Minutes from that time, such as -180 for three hours before; null: that time.'),
  }),
  z.strictObject({ quote: z.string().describe('The id of an entry of the agency’s knowledge.') }),
]);
export type Segment = z.output<typeof Segment>;

const IntentName = z.enum(intents as readonly [Intent, ...Intent[]]);

/** What a model answers: what the message means, or what to say about it. */
export const ModelAnswer = z.object({
  intents: z
    .array(IntentName)
    .describe('What the message asks, where it is in the list; then no segments are needed.'),
  day: z
    .union([
      z.strictObject({ kind: z.literal('relative'), days: z.int() }),
      z.strictObject({ kind: z.literal('nth'), n: z.int() }),
      z.strictObject({ kind: z.literal('weekday'), weekday: z.int().min(0).max(6) }),
    ])
    .nullable()
    .describe('The day that the message names; weekday 0 is Sunday, nth counts days of the plan.'),
  documents: z.array(DocumentType).describe('Kinds of documents that the message asks for.'),
  segments: z.array(Segment).describe('What the traveller reads, in order.'),
  needs_person: z.boolean(),
  confident: z.boolean(),
});
export type ModelAnswer = z.output<typeof ModelAnswer>;
