import { classify } from './classifier.ts';
import { isEmergency } from './emergency.ts';
import type { Intent } from './intents.ts';

/** Punctuation, kept with what it ends: "?" says more than the words before it. */
const partEnd = /(?<=[?!;\n…])|(?<=\.)(?=\s|$)|(?<=,)(?=\s)/u;
const hasWords = /[\p{L}\p{N}]/u;
/** So sure the meaning of a part has to be to be believed beside that of the whole. */
const sureOfPart = 0.3;
/** More of a message would not change what it means. */
const mostParts = 6;
const longestRead = 1_000;

const isTelling = (part: string): boolean => part.includes('?') || part.includes(' ');

/**
 * What the parts of a message mean, where there are several, and each is sure: "gracias! y a qué
 * hora sale?" thanks and asks. Never an emergency: the whole tells whether it is one.
 */
export const meantByParts = (text: string): readonly Intent[] => {
  const parts = text
    .slice(0, longestRead)
    .split(partEnd)
    .map((part) => part.trim())
    .filter((part) => hasWords.test(part));
  if (parts.length < 2) return [];
  return parts
    .slice(0, mostParts)
    .filter(isTelling)
    .flatMap((part) => {
      const [best] = classify(part).guesses;
      return best && best.score >= sureOfPart && !isEmergency(best.intent) ? best.intent : [];
    });
};
