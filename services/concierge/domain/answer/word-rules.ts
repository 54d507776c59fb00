import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/model-claims.json' with { type: 'json' };
import words from '../../lexicon/model-words.json' with { type: 'json' };
import type { Known } from '../facts/known.ts';
import { languageOf } from '../language.ts';
import { fold } from '../plain-text.ts';
import { languageShown } from '../understanding/language-shown.ts';
import { anyPhrase } from '../understanding/phrases.ts';
import {
  mark,
  type Refusal,
  type RefusalReason,
  referenceAt,
  type Sentence,
  sentencesOf,
  type Written,
} from './written.ts';

/** The plain words of answers. */
const vocabulary = {
  es: new Set(words.es.split(' ')),
  en: new Set(words.en.split(' ')),
  pt: new Set(words.pt.split(' ')),
};

const phrases = (list: readonly string[]): RegExp => anyPhrase(list, lexicon.groups);
const harmless = phrases(lexicon.harmless);
/** "no" is also "in the", in Portuguese. */
export const negations: Readonly<Record<Language, RegExp>> = {
  es: phrases([lexicon.negations.es]),
  en: phrases([lexicon.negations.en]),
  pt: phrases([lexicon.negations.pt]),
};
const affirmationsIn = (language: Language): RegExp =>
  phrases([...lexicon.affirmations.any, ...lexicon.affirmations[language]]);
const affirmations = {
  es: affirmationsIn('es'),
  en: affirmationsIn('en'),
  pt: affirmationsIn('pt'),
};
const returns = phrases(lexicon.returns);
const statuses = Object.entries(lexicon.statuses).map(
  ([name, list]) => [name, phrases(list)] as const,
);
const numbers = {
  any: phrases(lexicon.numbers.any),
  es: phrases(lexicon.numbers.es),
  pt: phrases(lexicon.numbers.pt),
};
const knowledge = phrases(lexicon.knowledge);
const grounded = Object.entries(lexicon.grounded).map(
  ([subject, list]) => [subject, phrases(list)] as const,
);

/** Words that an answer may not have of its own, each list with what is said about it. */
const forbidden: readonly (readonly [RefusalReason, RegExp, string])[] = [
  ['date', phrases(lexicon.dates), 'a day, a month or a part of the day: refer to a fact'],
  ['amount', phrases(lexicon.amounts), 'a price or what is included: only quotes may say that'],
  ['act', phrases(lexicon.acts), 'something as done: you have done nothing and can do nothing'],
  ['promise', phrases(lexicon.promises), 'a promise: promise nothing, for nobody'],
  ['topic', phrases(lexicon.refusedTopics), 'something that no answer is about'],
  ['name', phrases(lexicon.brands), 'a name of your own: names are facts'],
];

const found = (expression: RegExp, folded: string): string | null => {
  const [match] = folded.matchAll(expression);
  return match ? match[0].trim() : null;
};

/** A folded text with the blank that phrases end with, without what only looks like a claim. */
export const meaningOf = (text: string): string => `${fold(text)} `.replace(harmless, 'x ');

const refusal = (reason: RefusalReason, words: string): Refusal => ({ reason, words });
const says = (reason: RefusalReason, word: string, what: string): Refusal =>
  refusal(reason, `The text says "${word}", which is ${what}.`);

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
const spellingProblem = (text: string): Refusal | null => {
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

const nameProblem = ({ text }: Sentence, { language }: Known): Refusal | null => {
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
const endingProblem = ({ text }: Sentence): Refusal | null => {
  const act =
    [...text.matchAll(firstPerson)].find(([word]) => !notFirstPerson.has(word.toLowerCase())) ??
    didToYou.exec(text);
  const promised = [...text.matchAll(future)].find(
    ([word]) => !ofFlights.test(word) && !perception.test(word),
  );
  if (promised) return says('promise', promised[0], 'a promise: promise nothing, for nobody');
  return act ? says('act', act[0], 'something as done: you have done nothing') : null;
};

const numberProblem = (meaning: string, { language }: Known): Refusal | null => {
  const word =
    found(numbers.any, meaning) ?? (language === 'en' ? null : found(numbers[language], meaning));
  return word === null ? null : says('number', word, 'a number in words: refer to a fact');
};

const statusProblem = (meaning: string, known: Known): Refusal | null => {
  for (const [name, expression] of statuses) {
    const word = found(expression, meaning);
    if (word === null) continue;
    const isKnown = [...known.statuses].some((status) => status === name);
    const isOther =
      found(negations[known.language], meaning) !== null || found(returns, meaning) !== null;
    if (!isKnown || isOther)
      return says('status', word, 'a state of the flight: refer to flight.status');
  }
  return null;
};

const subjectsIn = (sentence: Sentence, written: Written): readonly string[] =>
  sentence.marks.flatMap((one) => {
    const reference = referenceAt(written, one);
    return reference?.kind === 'fact' ? [reference.fact.subject] : [];
  });

/** The words of the quotes of an answer, and of the questions that they answer. */
const quotedWords = ({ references }: Written): ReadonlySet<string> =>
  new Set(
    references.flatMap((reference) =>
      reference.kind === 'quote'
        ? fold(`${reference.entry.question} ${reference.entry.answer}`).split(' ')
        : [],
    ),
  );

/** What a quote is about may be named before it. */
const leadIn =
  /(?<=^| )(?:sobre|about|acerca de|regarding) (?:(?:las?|los?|el|the|your|tus?|as?|os?|seu|sua) )?[^ ]+ /gu;

/** What travellers should know is the agency's to say: words of it need a quote that has them. */
const knowledgeProblem = (
  sentence: Sentence,
  meaning: string,
  written: Written,
): Refusal | null => {
  const quoted = [...quotedWords(written)];
  const subjects = subjectsIn(sentence, written);
  const isGrounded = (word: string): boolean =>
    quoted.some((other) => other.slice(0, 5) === word.slice(0, 5)) ||
    grounded.some(
      ([subject, expression]) =>
        subjects.includes(subject) && found(expression, `${word} `) !== null,
    );
  const word = [...meaning.matchAll(knowledge)]
    .map(([match]) => match.trim())
    .find((match) => !isGrounded(match));
  return word === undefined
    ? null
    : says('knowledge', word, 'something to know about travelling: only quotes may say that');
};

/** Words that are none of those an answer is made of, and stand for nothing that is known. */
const vocabularyProblem = (
  sentence: Sentence,
  meaning: string,
  written: Written,
  known: Known,
): Refusal | null => {
  const quoted = quotedWords(written);
  const subjects = subjectsIn(sentence, written);
  const isKnown = (word: string): boolean =>
    vocabulary[known.language].has(word) ||
    quoted.has(word) ||
    grounded.some(
      ([subject, expression]) =>
        subjects.includes(subject) && found(expression, `${word} `) !== null,
    ) ||
    statuses.some(
      ([name, expression]) =>
        [...known.statuses].some((status) => status === name) &&
        found(expression, `${word} `) !== null,
    );
  const word = meaning.split(' ').find((one) => one !== '' && !isKnown(one));
  return word === undefined
    ? null
    : says('word', word, 'not among the plain words of an answer: leave it out or use a fact');
};

const mayDo = new Set(lexicon.mayDo.split('|').filter((word) => !word.endsWith('*')));
const mayDoBeginnings = lexicon.mayDo
  .split('|')
  .filter((word) => word.endsWith('*'))
  .map((word) => word.slice(0, -1));
const permission =
  /(?<=^| )(?:can|may|could|podes|puedes|puede|pueden|pode|podem|podras|podrias) (\S+)/gu;
const thingIs = new RegExp(
  `(?<=^| )(?:${lexicon.things}) (?:\\S+ ){0,3}?(?:${lexicon.copulas})(?= )`,
  'u',
);
const begins = new RegExp(
  `^(?:(?:tus?|your|seus?|suas?|el|la|los|las|the|o|a|os|as|el|este|esta|this|that) )?(?:${lexicon.things})(?= )`,
  'u',
);
const isAtThing = new RegExp(
  `(?<=^| )(?:${lexicon.copulas}) (?:en|in|at|no|na|em|al lado de|junto a) (?:(?:el|la|the|o|a) )?(?:${lexicon.things})(?= )`,
  'u',
);
const leading = `(?:el|la|los|las|the|a|al|o|os|as|ao|un|una|um|uma|de|del|do|da|desde|en|no|na|em|in|at|on|by|from|para|for|con|com|with|entre|este|esta|this|${lexicon.labels}|${lexicon.things})`;
/** A thing that is or has something, and what that is where it is a reference. */
const isOrHas = new RegExp(
  `(?<=^| )(?:${lexicon.things}|ref) (?:[^ ]+ ){0,2}?(?:es|son|is|are|sao|eh|esta|estan|has|have|tiene|tienen|tem) (?:${leading} ){0,5}(?<known>ref(?= ))?`,
  'gu',
);
const saysWhatItIs = ({ text, marks }: Sentence): boolean => {
  if (marks.length === 0) return false;
  const marked = text
    .replace(new RegExp(mark, 'gu'), ' ref ')
    .replace(/(?<!\p{L})é(?!\p{L})/giu, ' eh ');
  return [...`${fold(marked)} `.matchAll(isOrHas)].some(
    ({ groups }) => groups?.['known'] === undefined,
  );
};
const others = phrases(lexicon.others);
const thing = new RegExp(`(?<=^| )(?:${lexicon.things})(?= )`, 'u');
const youDo = new RegExp(`(?<=^| )(?:${lexicon.youDo})(?= )`, 'u');
const exists = /(?<=^| )(?:hay|tem|ha|there (?:is|are)|theres) /u;
const isInPortuguese = /(?<!\p{L})é(?!\p{L})/iu;
const saysYes = /^[¡¿\s]*(?:sí(?!\p{L})|si\s*[,.!:])/iu;

/** What a sentence claims that refers to nothing. */
const claimProblem = (sentence: Sentence, meaning: string, { language }: Known): Refusal | null => {
  for (const [, verb = ''] of meaning.matchAll(permission))
    if (!mayDo.has(verb) && !mayDoBeginnings.some((beginning) => verb.startsWith(beginning)))
      return says('knowledge', verb, 'permitted or possible by your word: only quotes say that');
  if (saysWhatItIs(sentence))
    return refusal('claim', 'What something is or has must be a fact, right behind "is" or "has".');
  if (isAtThing.test(meaning)) return refusal('claim', 'Where something is must be a fact.');
  if (sentence.marks.length > 0)
    return found(others, meaning) === null
      ? null
      : refusal(
          'topic',
          'The facts are of this traveller’s own trip: speak of nobody else with them.',
        );
  if (saysYes.test(sentence.text) || meaning.search(affirmations[language]) === 0)
    return refusal('affirmation', 'A yes or no must refer to a fact in the same sentence.');
  if (exists.test(meaning) && !sentence.text.includes('?'))
    return refusal('claim', 'That something is there must be a fact.');
  if (begins.test(meaning) && !sentence.text.includes('?') && !sentence.text.endsWith(':'))
    return refusal('claim', 'A sentence about the trip must refer to a fact.');
  if (
    youDo.test(meaning) ||
    thingIs.test(meaning) ||
    (isInPortuguese.test(sentence.text) && thing.test(meaning))
  )
    return refusal('claim', 'A sentence about the trip must refer to a fact.');
  return null;
};

/** From so many words on a text shows its language. */
const tellingWords = 5;
const languages = ['es', 'en', 'pt'] as const;

/** Whether a text may be of a language, by the words that are common in answers. */
const isIn = (text: string, language: Language): boolean => {
  if (languageShown(text, language) === 'unknown') return false;
  const shown = languageOf(text);
  if (shown === language) return true;
  const said = fold(text)
    .split(' ')
    .filter((word) => word !== '');
  const count = (one: Language) => said.filter((word) => vocabulary[one].has(word)).length;
  const most = Math.max(...languages.map(count));
  return said.length < tellingWords
    ? count(language) >= (shown === null ? 0 : most)
    : count(language) === most && most > 0 && (shown === null || most > 1);
};

const withoutMarks = (text: string): string => text.replace(new RegExp(mark, 'gu'), ' ');

/** Each sentence by itself, so that none is of another language than asked for. */
const languageProblem = (written: Written, { language }: Known): Refusal | null =>
  [written, ...sentencesOf(written)].every(({ text }) => isIn(withoutMarks(text), language))
    ? null
    : refusal('language', `Write in the language of the material: ${language}.`);

/** The first thing that the words of an answer say and must not; null: nothing. */
export const wordProblem = (written: Written, known: Known): Refusal | null => {
  const problem = spellingProblem(written.text) ?? languageProblem(written, known);
  if (problem) return problem;
  const hasQuote = written.references.some(({ kind }) => kind === 'quote');
  // A word may be cut in two by the end of a sentence, but not by our own reading of it.
  const whole = meaningOf(written.text);
  for (const [reason, expression, what] of forbidden) {
    const word = found(expression, whole);
    if (word !== null) return says(reason, word, what);
  }
  const numbered = numberProblem(whole, known);
  if (numbered) return numbered;
  for (const sentence of sentencesOf(written)) {
    const read = meaningOf(sentence.text);
    const meaning = hasQuote ? read.replace(leadIn, 'x ') : read;
    const wrong =
      endingProblem(sentence) ??
      statusProblem(meaning, known) ??
      knowledgeProblem(sentence, meaning, written) ??
      nameProblem(sentence, known) ??
      claimProblem(sentence, meaning, known) ??
      vocabularyProblem(sentence, meaning, written, known);
    if (wrong) return wrong;
  }
  return null;
};
