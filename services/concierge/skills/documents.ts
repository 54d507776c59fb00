import { DocumentType } from '#shared/domain/document.ts';
import { documentAnswer, documentsOfType, passengersOf } from '../domain/document-answer.ts';
import { documentOffer } from '../domain/offers.ts';
import { fold } from '../domain/plain-text.ts';
import type { NamedDocument } from '../domain/understanding/slots.ts';
import type { Skill, SkillAnswer, SkillSituation } from './skill.ts';

/** The files of one kind on file, or of every kind (null), and those that are missing. */
export const filesOf = (
  { contexts, links, locale }: SkillSituation,
  type: DocumentType | null,
): SkillAnswer => {
  const answer = documentAnswer(contexts, type, locale);
  return {
    text: answer.text,
    files: answer.files.flatMap(({ document, caption }) => {
      const mediaUrl = links.get(document.id);
      return mediaUrl === undefined ? [] : [{ text: caption, mediaUrl }];
    }),
    missing: answer.missing,
  };
};

/**
 * The trips of the passengers that a message names, with their own files and those of nobody; all
 * where it names none.
 */
const ofPassengers = (
  contexts: SkillSituation['contexts'],
  names: readonly string[],
): SkillSituation['contexts'] => {
  const wanted = new Set(names.map(fold));
  const own = contexts.filter((context) =>
    passengersOf(context).some((name) => wanted.has(fold(name))),
  );
  if (own.length === 0) return contexts;
  const ids = new Set(
    own.flatMap(({ trip }) =>
      trip.passengers.flatMap(({ id, name }) => (wanted.has(fold(name)) ? id : [])),
    ),
  );
  return own.map((context) => ({
    ...context,
    documents: context.documents.filter(
      ({ passengerId }) => passengerId === null || ids.has(passengerId),
    ),
  }));
};

const isOnFile = (name: NamedDocument): name is DocumentType =>
  DocumentType.safeParse(name).success;

/** More files than these are not sent unasked where they are of several kinds. */
const mostUnasked = 3;

/** Which of many documents is wanted; null: they are few enough to be sent. */
const whichOf = ({ contexts, locale }: SkillSituation): SkillAnswer | null => {
  const onFile = documentsOfType(contexts, null);
  const types = new Set(onFile.map(({ type }) => type));
  if (onFile.length <= mostUnasked || types.size < 2) return null;
  const offer = documentOffer(
    DocumentType.options.filter((type) => types.has(type)),
    locale,
  );
  return { text: offer.body, offer };
};

/** Documents by name, of one passenger or of all; a passport or visa is nobody's to keep. */
export const documents: Skill = (situation, slots) => {
  const own = { ...situation, contexts: ofPassengers(situation.contexts, slots.passengers) };
  const kinds = slots.documents.filter(isOnFile);
  const others = slots.documents.filter((name) => !isOnFile(name));
  if (kinds.length === 0 && others.length > 0) return null;
  const which = kinds.length === 0 && !slots.allDocuments ? whichOf(own) : null;
  if (which) return which;
  const answers =
    kinds.length === 0 ? [filesOf(own, null)] : kinds.map((kind) => filesOf(own, kind));
  return {
    text: answers.flatMap(({ text }) => text || []).join('\n'),
    files: answers.flatMap(({ files }) => files ?? []),
    missing: answers.flatMap(({ missing }) => missing ?? []),
  };
};
