import { oneLine } from '../multiline.ts';
import { fold } from '../plain-text.ts';
import type { Guess } from './classifier.ts';
import { type Intent, subjects } from './intents.ts';

const laughs = /\b(?:(?:ja|je|ji|ha|he){2,}\w*|k{3,}|(?:rs){2,}|lol|lmao)\b|[😂🤣😆😅😜😝😄😁😃]/iu;

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** With which a question begins that has no question mark. */
const questionWords = wordsOf(oneLine`
  que cual cuales cuando donde adonde como quien quienes cuanto cuanta cuantos cuantas hay puedo
  puede pueden podes podemos tenes tienes tienen tiene sabes saben existe
  what when where which who whom whose how why can could may do does did is are am was will would
  should has have any
  qual quais quando onde quem quanto quanta quantos quantas tem ha posso pode podem sera sabe
`);
/** With which something is wanted. */
const wishWords = wordsOf(oneLine`
  quiero queria quisiera necesito necesitamos porfa favor plis recomenda recomendas recomendame
  decime dime pasame mandame avisame want need wish please pls plz recommend tell send let quero
  gostaria preciso precisamos pfv recomenda manda diz fala avisa
`);

const asks = (text: string): boolean => {
  const words = fold(text).split(' ');
  const begins = words.slice(0, 2).some((word) => questionWords.has(word));
  return (
    text.includes('?') || (begins && !text.includes('!')) || words.some((w) => wishWords.has(w))
  );
};

/**
 * What a message that asks for nothing says lightly, where nothing else is sure enough: it laughs,
 * or is most like small talk ("no veo la hora!!"). Nobody need be asked about it. Null: it may
 * matter.
 */
export const lightlySaid = (text: string, [best]: readonly Guess[]): Intent | null => {
  if (asks(text)) return null;
  if (laughs.test(text)) return 'laugh';
  return best && subjects[best.intent] === 'social' ? best.intent : null;
};
