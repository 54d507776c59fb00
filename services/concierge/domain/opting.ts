import { source, wordList } from './multiline.ts';
import { asksHowToLeave, isOptInSentence, isOptOutSentence } from './opt-out-sentences.ts';
import { fold } from './plain-text.ts';

/**
 * Whether a traveller wants to be written to (RULES §5); never decided by a language model.
 */
export type Opting = 'out' | 'maybe-out' | 'in' | null;

/** Ours, Twilio's, and the ways in which they are written. */
const outWords = new Set(wordList`
  stop baja parar unsubscribe stopall quit revoke optout unsub unsuscribe unsubcribe pare paren
  parem desuscribir desuscribirme descadastrar
`);
/** Words that may also be an ordinary answer, so the traveller is asked once what they mean. */
const maybeWords = new Set(['cancelar', 'salir', 'sair', 'cancel', 'end']);
const inWords = new Set(wordList`start alta volver voltar unstop subscribe suscribirme`);
const yesWords = new Set(wordList`si sim yes yep yeah confirmo confirm`);

/** Greetings and politeness around what is said. */
const courtesy = new RegExp(
  source`
    ^(?:(?:
      hola|buenas tardes|buenas noches|buenas|buenos dias|buen dia|ola|oi|bom dia|boa tarde|
      boa noite|hi|hello|hey|good morning|good afternoon|good evening|please|pls|por favor|
      porfavor|porfa|favor|disculpen?|perdon|sorry|desculpe|ok|okay
    )(?: |$))+|
    (?:(?:^| )(?:
      por favor|porfavor|porfa|please|pls|plz|favor|muchas gracias|mil gracias|gracias|
      many thanks|thanks|thank you|thx|obrigad[oa]|desde ya
    ))+$
  `,
  'gu',
);
/** What a telephone writes under each message. */
const device =
  / (?:enviado (?:desde|do|pelo|a partir)|sent (?:from|via)|get outlook|obtener outlook)\b.*/u;
/** What a person writes under a message: a line of its own, and a name after it. */
const closing = new RegExp(
  source`
    ^(?:
      saludos|slds|atte|atentamente|cordialmente|un saludo|un abrazo|abrazos?|gracias|
      muchas gracias|regards|best regards|kind regards|best|cheers|thanks|thank you|att|
      atenciosamente|abracos?|obrigad[oa]
    )(?: \p{L}+){0,3}$
  `,
  'u',
);
const mostSignatureLines = 3;

const withoutSignature = (text: string): string => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const end = lines.findIndex(
    (line, index) => index > 0 && (/^\s*(?:--|__|—)/u.test(line) || closing.test(fold(line))),
  );
  const isSignature = end > 0 && lines.length - end <= mostSignatureLines;
  return (isSignature ? lines.slice(0, end) : lines).join('\n');
};

/** A text folded, without what shows nothing, says nothing, or is under every message. */
const essence = (text: string): string =>
  fold(text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .replace(device, '')
    .replace(courtesy, '')
    .trim();

/** The words of a text that is words and nothing else: "STOP now", "yes, stop", "opt out". */
const wordsOf = (said: string): readonly string[] =>
  said
    .replace(/([a-z])\1{2,}/gu, '$1')
    .replace(/^(?:si|sim|yes|ya|no|nao) (?=.)/u, '')
    .replace(/(?<=.) (?:ya|ahora(?: mismo)?|now|agora|todo|tudo|everything|all)$/u, '')
    .replace(/\bopt out\b/gu, 'optout')
    .split(' ');

const ofWords = (words: readonly string[]): Opting => {
  if (words.every((word) => inWords.has(word))) return 'in';
  if (!words.every((word) => outWords.has(word) || maybeWords.has(word))) return null;
  // Whoever says an ambiguous word twice has answered the question.
  return words.length > 1 || words.some((word) => outWords.has(word)) ? 'out' : 'maybe-out';
};

/** Words of a message that wants less than no message at all. */
const exception = new RegExp(
  source`
    \b(?:
      solo|solamente|unicamente|apenas|somente|only|just|except|excepto|exceto|salvo|menos|unless|
      until|hasta|ate|if|when|cuando|quando|caso|si|pero|but|porem|about|sobre|hoy|today|hoje|
      tonight|noche|night|noite|manana|tomorrow|amanha
    )\b
  `,
  'u',
);
/** A wish among other sentences is looked for in a short message that asks nothing. */
const mostCharacters = 240;

const hasOptOutSentence = (text: string): boolean => {
  if (text.length > mostCharacters || /[?¿]/u.test(text) || exception.test(fold(text)))
    return false;
  return text.split(/[.!;,\n…]+/u).some((sentence) => isOptOutSentence(essence(sentence)));
};

/** Reads a whole inbound message; null where it neither opts out nor in. */
export const opting = (text: string): Opting => {
  const unsigned = withoutSignature(text);
  const said = essence(unsigned);
  if (said === '') return null;
  const word = ofWords(wordsOf(said));
  if (word !== null) return word;
  if (isOptInSentence(said)) return 'in';
  if (isOptOutSentence(said) || hasOptOutSentence(unsigned)) return 'out';
  return asksHowToLeave(said) ? 'maybe-out' : null;
};

/** Whether a message is a yes to the question what an ambiguous word meant. */
export const isYes = (text: string): boolean => {
  const said = essence(withoutSignature(text)).split(' ');
  return (
    yesWords.has(said[0] ?? '') &&
    said.every((word) => yesWords.has(word) || word === 'quiero' || word === 'quero')
  );
};
