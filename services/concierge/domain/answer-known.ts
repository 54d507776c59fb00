import type { DocumentType } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { Told } from '#shared/domain/message.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { documentAnswer } from './document-answer.ts';
import { flightAnswer, toldByAnswer } from './flight-answer.ts';
import { isFollowed } from './followers.ts';
import type { Gathered } from './gathered.ts';
import { itineraryAnswer } from './itinerary-answer.ts';
import type { Part } from './reply.ts';
import type { Skill } from './skill.ts';
import { wordsIn } from './words/index.ts';

/** The answer to the known questions of a message, from data alone. */
export interface KnownAnswer {
  readonly text: string;
  readonly files: readonly Part[];
  readonly missing: readonly DocumentType[];
  readonly isItineraryMissing: boolean;
  readonly told: Told;
}

/** Answers the known questions among the skills; `context` is of the trip they are about. */
export const answerKnown = (
  skills: readonly Skill[],
  gathered: Gathered,
  context: CompleteTripContext,
  locale: Locale,
  now: Instant,
): KnownAnswer => {
  const words = wordsIn[locale];
  const agency = cleanValue(context.agency.name, 60);
  const texts: string[] = [];
  const files: Part[] = [];
  const missing: DocumentType[] = [];
  let told: Told = {};
  let isItineraryMissing = false;
  let pageUrl: string | null = null;
  const isRefused = isFollowed(context.trip);
  for (const skill of skills) {
    if (isRefused && (skill.kind === 'document' || skill.kind === 'itinerary')) {
      const refusal = words.onlyForTravellers(agency);
      if (!texts.includes(refusal)) texts.push(refusal);
      continue;
    }
    switch (skill.kind) {
      case 'flight_status':
        texts.push(flightAnswer(context, locale, now));
        told = toldByAnswer(context);
        break;
      case 'itinerary': {
        const answer = itineraryAnswer(context, skill.day, locale, now);
        if (answer === null || skill.day.kind !== 'file' || !gathered.stayLink)
          texts.push(answer ?? words.itinerary.none(agency));
        isItineraryMissing ||= answer === null;
        if (answer === null || !gathered.stayLink) break;
        if (skill.day.kind === 'file')
          files.push({ text: words.itinerary.file, mediaUrl: gathered.stayLink.pdf });
        else pageUrl = gathered.stayLink.page;
        break;
      }
      case 'document': {
        const answer = documentAnswer(gathered.contexts, skill.type, locale);
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
        texts.push(words.handoff[skill.reason](agency));
        break;
      case 'ack':
      case 'open':
        break;
    }
  }
  if (pageUrl !== null) texts.push(words.itinerary.page(pageUrl));
  return { text: texts.join('\n\n'), files, missing, isItineraryMissing, told };
};

/** Characters that a file's caption may have. */
const maxCaptionLength = 900;

/** The messages of an answer: the text, then the files; a short text becomes the first caption. */
export const partsOf = ({ text, files }: Pick<KnownAnswer, 'text' | 'files'>): readonly Part[] => {
  const [first, ...more] = files;
  if (!first || text === '') return files.length > 0 ? files : [{ text }];
  return text.length + first.text.length < maxCaptionLength
    ? [{ ...first, text: `${text}\n\n${first.text}` }, ...more]
    : [{ text }, ...files];
};
