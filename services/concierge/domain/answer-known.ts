import type { DocumentType } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Told } from '#shared/domain/message.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { TripContext } from '#shared/ports/actor-store.ts';
import { cleanValue } from '#shared/templates/values.ts';
import { documentAnswer } from './document-answer.ts';
import { flightAnswer, toldByAnswer } from './flight-answer.ts';
import type { Gathered } from './gathered.ts';
import { itineraryAnswer } from './itinerary-answer.ts';
import type { Part } from './reply.ts';
import type { Skill } from './skill.ts';
import { wordsIn } from './words/index.ts';

/** The answer to known questions, from data alone. */
export interface KnownAnswer {
  readonly text: string;
  readonly files: readonly Part[];
  readonly missing: readonly DocumentType[];
  readonly wantsItinerary: boolean;
  readonly told: Told;
}

/** Answers the known questions among the skills; the first context is the trip in mind. */
export const answerKnown = (
  skills: readonly Skill[],
  gathered: Gathered,
  context: TripContext,
  language: Language,
  now: Instant,
): KnownAnswer => {
  const words = wordsIn[language];
  const agency = cleanValue(context.agency.name, 60);
  const texts: string[] = [];
  const files: Part[] = [];
  const missing: DocumentType[] = [];
  let told: Told = {};
  let wantsItinerary = false;
  let page: string | null = null;
  for (const skill of skills) {
    switch (skill.kind) {
      case 'flight_status':
        texts.push(flightAnswer(context, language));
        told = toldByAnswer(context);
        break;
      case 'itinerary': {
        const answer = itineraryAnswer(context, skill.day, language, now);
        texts.push(answer ?? words.itinerary.none(agency));
        wantsItinerary ||= answer === null;
        if (answer !== null) page = gathered.itineraryPage;
        break;
      }
      case 'document': {
        const answer = documentAnswer(gathered.contexts, skill.type, language);
        if (answer.text !== '') texts.push(answer.text);
        for (const { document, caption } of answer.files) {
          const mediaUrl = gathered.links.get(document.id);
          if (mediaUrl !== undefined) files.push({ text: caption, mediaUrl });
        }
        missing.push(...answer.missing);
        break;
      }
      case 'help':
        texts.push(words.help(agency));
        break;
      case 'greeting':
        texts.push(words.greeting(cleanValue(context.trip.clientName, 60).split(' ')[0] ?? ''));
        break;
      case 'thanks':
        texts.push(words.thanks);
        break;
      case 'human':
        texts.push(words.handoff[skill.because](agency));
        break;
      case 'ack':
      case 'open':
        break;
    }
  }
  if (page !== null) texts.push(words.itinerary.page(page));
  return { text: texts.join('\n\n'), files, missing, wantsItinerary, told };
};

/** Text first, then the files; a short text rides on the first file. */
export const partsOf = ({ text, files }: Pick<KnownAnswer, 'text' | 'files'>): readonly Part[] => {
  const [first, ...more] = files;
  if (!first || text === '') return files.length > 0 ? files : [{ text }];
  return text.length + first.text.length < 900
    ? [{ ...first, text: `${text}\n\n${first.text}` }, ...more]
    : [{ text }, ...files];
};
