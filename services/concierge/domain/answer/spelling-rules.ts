import lexicon from '../../lexicon/model-claims.json' with { type: 'json' };
import type { Known } from '../facts/known.ts';
import { fold } from '../plain-text.ts';
import { refusal, says, vocabulary } from './claims-lexicon.ts';
import { mark, type Refusal, type Sentence } from './written.ts';

const invisible = /[\p{Cf}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}/u;
const joinedEmoji = /(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu;
const foreignLetter = /[^\P{L}\p{Script=Latin}]/u;
const spelt = /(?<!\p{L})(?:\p{L}[\s.\-_*~]+){3,}\p{L}(?!\p{L})/u;
const markupInWord = /\p{L}[*_~`|\\/]+\p{L}/u;
const link =
  /https?:|www\.|\S@\S|wa\.me|(?<=\p{L})\.(?:com|net|org|info|io|me|app|travel|ly|ar|br|es|uk|pt|mx)(?!\p{L})|(?:punto|dot|ponto) (?:com|net|org|io)/iu;
const figure = /[\p{N}\u{1f550}-\u{1f567}\u{1f51f}]/u;
const currency = /[\p{Sc}%‰]/u;
const verdict = /[✅☑✔❌✖🚫❎]/u;
const capitals = /(?<![\p{L}])(?!(?:OK|PDF|SMS|GPS)(?!\p{L}))\p{Lu}{2,}(?![\p{L}])/u;
const places =
  '[Gg]ates?|[Pp]uertas?|[Pp]ort[ãa]o|[Tt]erminal|[Cc]inta|[Bb]elt|[Ee]steira|[Ff]ila|[Rr]ow|[Zz]on[ae]|[Gg]r[ou]+po?|[Aa]siento|[Ss]eat';
/** Words that may stand between a gate and its letter, which is no word of one letter itself. */
const lettered = new RegExp(
  `(?<!\\p{L})(?:${places})[\\s:*"“]+(?:(?:es|is|é|la|the|o|letra|letter)[\\s:*"“]+)*(?:\\p{Lu}|[b-df-hj-np-xz]|${lexicon.spelt.join('|')})(?!\\p{L})`,
  'u',
);
const namedTerminal =
  /terminal (?:norte|sur|sul|north|south|este|leste|oeste|east|west|nova|nueva|new|vieja|old|principal|main|internaci?onal|international|dom[eé]stica|domestic|nacional)|(?:north|south|east|west|main|international|domestic) terminal/iu;
/** A capital inside a sentence. */
const name = /(?<=[\p{Ll}\d,;)'’]\s+[("“'*_]*)\p{Lu}\p{Ll}+/u;
const allowedNames = new Set(['whatsapp']);

/** Of letters and characters: what would make the other rules blind. */
export const spellingProblem = (text: string): Refusal | null => {
  const plain = text.replace(joinedEmoji, '').normalize('NFKC');
  const bare = plain.replace(new RegExp(mark, 'gu'), ' ');
  if (invisible.test(text.replace(joinedEmoji, '')) || foreignLetter.test(bare))
    return refusal('hidden_letters', 'Write letters of the Latin alphabet only.');
  if (link.test(bare)) return refusal('link', 'Write no links and no addresses.');
  if (figure.test(bare) || figure.test(text))
    return refusal('number', 'A text contains a figure: every number is a fact to refer to.');
  if (currency.test(bare)) return refusal('amount', 'A text contains an amount.');
  if (verdict.test(bare)) return refusal('status', 'Use no marks of yes or no.');
  if (spelt.test(bare) || markupInWord.test(bare))
    return refusal('hidden_letters', 'Write words in one piece.');
  const code = capitals.exec(bare) ?? lettered.exec(bare) ?? namedTerminal.exec(bare);
  return code ? says('code', code[0], 'a code: refer to a fact') : null;
};

/** A name that is written by the model: a capital inside a sentence, or before "is". */
export const nameProblem = ({ text }: Sentence, { language }: Known): Refusal | null => {
  const inside = [...text.matchAll(new RegExp(name, 'gu'))].find(
    ([word]) => !allowedNames.has(word.toLowerCase()),
  );
  if (inside) return says('name', inside[0], 'a name of your own: names are facts');
  const [first = '', second = ''] = text.replace(/^[^\p{L}]+/u, '').split(/[^\p{L}]+/u);
  const isCopula = second === 'é' || lexicon.copulas.split('|').includes(fold(second));
  return isCopula && /^\p{Lu}/u.test(first) && !vocabulary[language].has(fold(first))
    ? says('name', first, 'a name of your own: names are facts')
    : null;
};

const firstPerson = /(?<!\p{L})\p{L}{2,}(?:é|ei)(?!\p{L})/giu;
const notFirstPerson = new Set(
  'qué que porqué por qué sé dé té fé café você vocês até pé bebé bebê esté josé olé sei lei rei hei também através'.split(
    ' ',
  ),
);
const didToYou = /(?<!\p{L})(?:ya|te|les?|los?|las?|me|lhe|já|o|a)\s+\p{L}{2,}[íi](?!\p{L})/iu;
const future =
  /(?<!\p{L})\p{L}+(?:[aei]rá|[aei]rán|[aei]ré|[aei]remos|[aei]rei|[aei]rão|drá|drán|dré|dremos)(?!\p{L})/giu;
const ofFlights =
  /^(?:saldr|llegar|despegar|aterrizar|partir|ser|sair|chegar|decolar|pousar)(?:á|án|ão)$|^(?:mirá|esperá|respirá|admirá|prepará|compará|retirá)$/iu;
const perception = /^(?:cambiá|llegá|está|será)$/iu;

/** Endings of Spanish and Portuguese that folded words no longer show. */
export const endingProblem = ({ text }: Sentence): Refusal | null => {
  const act =
    [...text.matchAll(firstPerson)].find(([word]) => !notFirstPerson.has(word.toLowerCase())) ??
    didToYou.exec(text);
  const promised = [...text.matchAll(future)].find(
    ([word]) => !ofFlights.test(word) && !perception.test(word),
  );
  if (promised) return says('promise', promised[0], 'a promise: promise nothing, for nobody');
  return act ? says('act', act[0], 'something as done: you have done nothing') : null;
};
