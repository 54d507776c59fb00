import { asksDocuments } from './ask-document.ts';
import { asksBareTime, asksFlight } from './ask-flight.ts';
import { asksItinerary } from './ask-itinerary.ts';
import { isUrgent, needsPerson } from './ask-person.ts';
import { regex } from './multiline.ts';
import { type Clause, clauses, plain } from './plain-text.ts';
import type { Skill } from './skill.ts';
import { asksHelp, smallTalk } from './small-talk.ts';
import { isSuspicious, type OwnWords } from './suspicion.ts';

/** What a message asks for. */
export interface Understanding {
  /**
   * In the order of the message, without repetition, never empty. The first names the message in
   * the reasons of the decision.
   */
  readonly skills: readonly Skill[];
  /** A part of it is a question, but none of the known ones. */
  readonly hasOpenQuestion: boolean;
  /** It is about somebody else's things, or gives orders to the software. */
  readonly suspicious: boolean;
}

const key = (skill: Skill): string => JSON.stringify(skill);
const isKnown = (skill: Skill): boolean =>
  skill.kind === 'flight_status' || skill.kind === 'itinerary' || skill.kind === 'document';

/** "itinerario y puerta", "gate and my itinerary"; the itinerary of a flight is the flight. */
const itineraryBeside = regex`
  (?<!\bflight )\b(?:itinerario|itinerary|roteiro) (?:(?:de|do) (?:hoy|manana|hoje|amanha) )?
  (?:y|e|and) |
  \b(?:y|e|and) (?:(?:el|mi|o|meu|the|my) )?(?:itinerario|itinerary|roteiro)\b
  (?! (?:de|del|do|of) (?:(?:mi|meu|my|the) )?(?:vuelo|voo|flight))
`;

const whenFlightGoes = regex`
  \b(?:a que hora|que horas|what time|when|cuando|quando)\b.*\b(?:
    sale|sai|leave|leaves|depart|departs|despega|decola|board|boarding|embarco|vuelo|flight|voo
  )\b
`;

const knownIn = (text: string): readonly Skill[] => {
  const documents = asksDocuments(text).map((type): Skill => ({ kind: 'document', type }));
  const day = asksItinerary(text);
  const flight = asksFlight(text);
  if (documents.length > 0) {
    // "boarding" and "hotel" also stand in questions about times: then a gate or a flight is named.
    const gateToo =
      /\b(?:gates?|puertas? (?!del hotel)|portao|terminal)\b/.test(text) ||
      (whenFlightGoes.test(text) && /\b(?:vuelo|flight|voo|board|embarco)\b/.test(text));
    return flight && gateToo ? [{ kind: 'flight_status' }, ...documents] : documents;
  }
  if (flight)
    return day && itineraryBeside.test(text)
      ? [{ kind: 'flight_status' }, { kind: 'itinerary', day }]
      : [{ kind: 'flight_status' }];
  return day ? [{ kind: 'itinerary', day }] : [];
};

const openQuestion = regex`
  \b(?:
    que|cual|cuales|cuando|cuanto|cuantos|cuantas|como|donde|quien|puedo|podemos|hay|se puede|
    necesito|quiero|quisiera|qual|quais|quando|quanto|quantos|quantas|onde|quem|posso|podemos|tem|
    preciso|quero|what|which|when|where|how|who|can|could|should|is there|are there|do i|do we|
    does|need|want|recomend\w*|recommend\w*|will|would
  )\b
`;

/** Thanks that name what they are for. */
const thanksForSomething = regex`
  \b(?:
    gracias por|thanks for|thank you for|thank you so much for|obrigad[oa] pel[oa]|
    obrigad[oa] por|valeu pel[oa]|agradezco|appreciate
  )\b
`;

const skillsOf = (clause: Clause): readonly Skill[] => {
  const text = clause.plain;
  const reason = needsPerson(text);
  if (reason !== null) return [{ kind: 'human', reason }];
  const polite = smallTalk(text, clause.raw);
  // "Thanks for the flight details" asks for nothing.
  if (
    polite !== null &&
    (polite !== 'thanks' || knownIn(text).length === 0 || thanksForSomething.test(text))
  )
    return [{ kind: polite }];
  const known = knownIn(text);
  if (known.length > 0) return known;
  if (asksHelp(text)) return [{ kind: 'help' }];
  return asksBareTime(text) ? [{ kind: 'flight_status' }] : [{ kind: 'open' }];
};

const rank: Readonly<Record<Skill['kind'], number>> = {
  human: 0,
  flight_status: 1,
  document: 1,
  itinerary: 1,
  open: 2,
  help: 3,
  greeting: 4,
  thanks: 5,
  ack: 6,
};

/** The text with the number of a flight of their own replaced by "flight". */
const withFlightNamed = (text: string, own: OwnWords): string =>
  text.replace(
    /(?<![\p{L}\d])([A-Za-z][A-Za-z\d]|\d[A-Za-z])[ -]?(\d{2,4})(?![\p{L}\d])/gu,
    (match, airline: string, number: string) =>
      own.has(`${airline}${number}`.toLowerCase()) ? ' flight ' : match,
  );

/**
 * What a whole message asks for. Opting out or in has been decided before (opting.ts).
 * @param own the traveller's own names and places, so that they are not taken for somebody else's.
 */
export const understand = (text: string, own: OwnWords): Understanding => {
  // "¡Seguro!" agrees; "seguro?" asks for the insurance.
  if (/^\W*seguro(\W*)$/iu.exec(text)?.[1]?.includes('!'))
    return { skills: [{ kind: 'thanks' }], hasOpenQuestion: false, suspicious: false };
  const words = withFlightNamed(text, own);
  const parts = clauses(words);
  if (parts.length === 0)
    return {
      skills: [{ kind: /✈|🛫|🛬/u.test(text) ? 'flight_status' : (smallTalk('', text) ?? 'open') }],
      hasOpenQuestion: false,
      suspicious: false,
    };
  const readClauses = parts.map((clause) => ({ clause, skills: skillsOf(clause) }));
  const whole = skillsOf({ raw: words, plain: plain(words) });
  const ofClauses = readClauses.flatMap(({ skills }) => skills);
  // A sentence that was cut in two may only be understood as a whole ("my boarding, pass please").
  const all =
    ofClauses.some(isKnown) || ofClauses.some(({ kind }) => kind === 'human')
      ? ofClauses
      : [...ofClauses, ...whole];
  const suspicious = isSuspicious(text, own);
  const human = all.find(({ kind }) => kind === 'human');
  // Reaches a person even where it is suspicious: nothing on file is sent for it.
  if (human) return { skills: [human], hasOpenQuestion: false, suspicious };
  if (suspicious) return { skills: [{ kind: 'open' }], hasOpenQuestion: true, suspicious };
  const distinct = [...new Map(all.map((skill) => [key(skill), skill])).values()];
  const known = distinct.filter(isKnown);
  if (known.length > 0) {
    const hasOpenQuestion = readClauses.some(
      ({ clause, skills }) =>
        skills[0]?.kind === 'open' &&
        clause.plain.split(' ').length >= 3 &&
        openQuestion.test(clause.plain),
    );
    return { skills: merge(known), hasOpenQuestion, suspicious };
  }
  if (isUrgent(plain(text)) && !distinct.some(({ kind }) => kind === 'open' && text.length > 40))
    return { skills: [{ kind: 'human', reason: 'distress' }], hasOpenQuestion: false, suspicious };
  const byRank = distinct.toSorted((a, b) => rank[a.kind] - rank[b.kind]);
  const [first = { kind: 'open' } satisfies Skill] = byRank.filter(
    ({ kind }) => kind !== 'open' || !isOnlyFiller(readClauses, byRank),
  );
  return { skills: [first], hasOpenQuestion: first.kind === 'open', suspicious };
};

/** Says that a question follows, or who writes. */
const opensConversation = regex`
  ^(?:
    (?:
      una|uma|a|tengo|tenho|i have|have|quick|rapida|hago|te|quisiera|hacer|otra|tudo|soy|im|i am|
      eu sou|aqui|this is|me llamo|my name is
    ) )*(?:
    consulta|pregunta|duda|duvida|question|pergunta|consultita|dudita|favor|please|por favor|ana|
    [a-z]+
  )$
`;

/** Whether its open clauses ask nothing yet, as in "hola, una consulta". */
const isOnlyFiller = (
  readClauses: readonly { readonly clause: Clause; readonly skills: readonly Skill[] }[],
  skills: readonly Skill[],
): boolean =>
  skills.some(({ kind }) => kind === 'greeting' || kind === 'thanks' || kind === 'help') &&
  readClauses
    .filter(({ skills }) => skills[0]?.kind === 'open')
    .every(
      ({ clause }) => opensConversation.test(clause.plain) && clause.plain.split(' ').length <= 4,
    );

/**
 * One day of the itinerary replaces the whole of it; documents that are named replace a request for
 * every document.
 */
const merge = (skills: readonly Skill[]): readonly Skill[] => {
  const allDays = skills.some((skill) => skill.kind === 'itinerary' && skill.day.kind === 'all');
  const oneDay = skills.some((skill) => skill.kind === 'itinerary' && skill.day.kind !== 'all');
  const named = skills.some((skill) => skill.kind === 'document' && skill.type !== null);
  return skills.filter(
    (skill) =>
      !(allDays && oneDay && skill.kind === 'itinerary' && skill.day.kind === 'all') &&
      !(named && skill.kind === 'document' && skill.type === null),
  );
};
