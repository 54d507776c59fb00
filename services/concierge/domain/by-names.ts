import { DocumentType } from '#shared/domain/document.ts';
import thingLexicon from '../lexicon/document-things.json' with { type: 'json' };
import words from '../lexicon/words.json' with { type: 'json' };
import { type Asks, isSocial } from './asks.ts';
import { handingOver } from './handing-over.ts';
import { fold } from './plain-text.ts';
import type { ConciergeState } from './state.ts';
import { emergencyIn } from './understanding/guard-rails.ts';
import type { Intent } from './understanding/intents.ts';
import { anyPhrase } from './understanding/phrases.ts';
import type { Slots } from './understanding/slots.ts';

const shortMessage = 6;
const everyDocument = anyPhrase(words.everyDocument);
const things = Object.entries(thingLexicon).map(
  ([type, phrases]) => [DocumentType.parse(type), anyPhrase(phrases)] as const,
);

/** The documents that a request means by what they are for: "my ticket", "the papers of the car". */
const documentsMeant = (
  text: string,
  otherwise: DocumentType | null = 'boarding_pass',
): readonly DocumentType[] => {
  const folded = `${fold(text)} `;
  const named = things.flatMap(([type, phrase]) => (folded.search(phrase) === -1 ? [] : type));
  if (named.length > 0) return named;
  return otherwise === null || folded.search(everyDocument) !== -1 ? [] : [otherwise];
};

/** Words that a message may have beside the name of a document. */
const fewWords = 3;
const isOnlyOfDocuments = (text: string, documents: Slots['documents']): boolean =>
  documents.length > 0 && fold(text).split(' ').length <= fewWords && emergencyIn(text) === null;

/** Everything that there is, by words that name nothing of it. */
const everything = /\b(?:todo lo que|everything (?:you\w*|u|that)|tudo (?:o )?que)\b/u;
const saysWayBack = /\b(?:vuelta|regreso|volta|way back|flight back|flight home|back to)\b/u;
const saysAgency = /\b(?:agencia|agency|ustedes|vos|vosotros|your|you|voces)\b/u;

const askForFile = /\b(?:pase|pases|tarjeta|tarjetas|pass|passes|cartao|cartoes|card)\b/u;
const lodgingDetails = anyPhrase(words.lodgingDetails);
const nearby = anyPhrase(words.nearby);
const weather = anyPhrase(words.weather);
/** Of weather only where a day is asked about: "tempo" is time as well. */
const weatherOfDay = anyPhrase(words.weatherOfDay);
const answersStay: ReadonlySet<Intent> = new Set<Intent>([
  'hotel',
  'place',
  'transfer',
  'document',
]);

/** Whether it asks about the lodging, what is near it, or the weather, of which nothing is on file. */
const isOfDetails = (
  intents: readonly Intent[],
  { places, documents }: Slots,
  lodging: string | null,
  folded: string,
): boolean => {
  const says = (phrases: RegExp): boolean => `${folded} `.search(phrases) !== -1;
  if (intents.length === 0) return [nearby, weather, lodgingDetails].some(says);
  if (intents.every((intent) => intent === 'plan_day')) return says(weather) || says(weatherOfDay);
  if (intents.length === 1 && intents[0] === 'hotel' && says(lodgingDetails)) return true;
  return (
    intents.every((intent) => answersStay.has(intent)) &&
    documents.length === 0 &&
    places.every((name) => name === lodging) &&
    (says(nearby) || (intents.includes('hotel') && says(lodgingDetails)))
  );
};

const namesPhone =
  /\b(?:tel|tels|telefono|telefone|fono|numero|number|phone|contacto|contato|contact)\b/u;
const namesLodging = /\b(?:hotel|hostel|hospedaje|alojamiento|pousada|posada|airbnb)\b/u;
const namesFlight =
  /\b(?:vuelo|voo|flight|avion|aviao|plane|embarque|gate|puerta|portao|conexion|conexao|connection)\b/u;
/** What telling a hotel that one is late sounds like. */
const soundsLate: ReadonlySet<Intent> = new Set<Intent>([
  'missed_flight',
  'change_booking',
  'callback',
]);
/** "The hotel's number? We'll be late": it is the hotel that is to hear of it. */
const wantsLodgingPhone = (intents: readonly Intent[], folded: string): boolean =>
  intents.includes('hotel') &&
  namesPhone.test(folded) &&
  namesLodging.test(folded) &&
  !namesFlight.test(folded) &&
  intents.every((intent) => handingOver(intent) === null || soundsLate.has(intent));

/** So few words that name a thing ask for it. */
const fewThings = 4;

/** "Are you sure?", "sure!": the word for an insurance in Spanish and Portuguese. */
const sureNotInsured =
  /\b(?:esta|estas|estan|estoy|estamos|estou|es|e|seria) seguro\b|(?<!\b(?:el|del|mi|un|tu|su|o|do|meu|um|seu|de) )\bseguro que\b/u;

/** The documents that a text names, where its "seguro" is no insurance. */
export const withoutSureness = (named: Slots['documents'], text: string): Slots['documents'] => {
  const folded = fold(text);
  const isSure = sureNotInsured.test(folded) || (folded === 'seguro' && !text.includes('?'));
  return isSure ? named.filter((name) => name !== 'insurance') : named;
};

const carPickUp =
  /\b(?:retir\w+|recog\w+|collect|pick up|pego|pegar) (?:el|the|o|my|mi|meu) (?:auto|coche|carro|car)\b/u;
/** What is asked for by these words is a document, whatever else they sound like. */
const surelyNamed: readonly (readonly [DocumentType, RegExp])[] = [
  [
    'insurance',
    /\b(?:poliza|apolice|insurance|(?:mi|meu) seguro|assistencia medica|asistencia medica)\b/u,
  ],
  ['car_rental', /\b(?:rental|hire) car\b/u],
  ['car_rental', carPickUp],
];
const mostNamingWords = 9;
const surelyAsked = (folded: string): readonly DocumentType[] =>
  folded.split(' ').length > mostNamingWords
    ? []
    : surelyNamed.flatMap(([type, expression]) => (expression.test(folded) ? type : []));

const namesRide = /\b(?:traslado|translado|transfer|shuttle|remis)\b/u;
const namesDriver =
  /\b(?:ride|lift|driver|pick ?up|van|shuttle|transfer|chofer|conductor|remis|combi|traslado|translado|motorista)\b/u;
const saysNo = /\b(?:no|nao|not|nobody|nadie|ninguem|ningun|nunca|never|cade|sin|sem)\b|nt\b/u;
const knowsNotWhat =
  /\b(?:no se que hacer|nao sei o que fazer|que hago|que hacemos|what do i do|what should we do)\b/u;
const isLost = /\b(?:cancel\w*|perd\w*|missed)\b/u;

const isReplaced = (intents: readonly Intent[], from: Intent, to: Intent): readonly Intent[] => [
  ...new Set(intents.map((intent) => (intent === from ? to : intent))),
];

const saysGetting =
  /\b(?:get|getting|go|going|llego|llegar|llegamos|vamos|voy|ir|chego|chegar|chegamos|vou)\b/u;
const timesOfFlight: ReadonlySet<Intent> = new Set<Intent>(['departure', 'arrival']);
const saysGoing = /\b(?:vamos|voy|iremos|ir|vou|going|go)\b/u;

/** What is asked of a place that is named, and not of the agency or the lodging. */
const ofPlaces = (
  intents: readonly Intent[],
  places: readonly string[],
  lodging: string | null,
  folded: string,
): readonly Intent[] => {
  const others = places.filter((name) => name !== lodging);
  if (others.length === 0)
    return intents.includes('agency_hours')
      ? intents.filter((intent) => intent !== 'opening_hours')
      : intents;
  const ofPlace = isReplaced(
    isReplaced(intents, 'agency_hours', 'opening_hours'),
    'hotel',
    'place',
  );
  // "When do we go to Toledo?" asks for a day of the plan.
  if (ofPlace.length !== 1) return ofPlace;
  return saysGoing.test(folded)
    ? ofPlace.map((intent) => (timesOfFlight.has(intent) ? 'plan_day' : intent))
    : isReplaced(ofPlace, 'departure', 'plan_day');
};

/** "I urgently need help from a person" is no question what can be asked here. */
const namesPerson =
  /\b(?:person|persona|pessoa|human|humano|humana|alguien|alguem|someone|somebody)\b/u;
const justPerson = /^(?:(?:a|una|uma) )?(?:person|persona|pessoa|human|humano|humana)$/u;

/** What is asked, where the names in it say more than its words. */
export const byNames = (
  asks: Asks,
  slots: Slots,
  text: string,
  { last, lodging }: { readonly last: ConciergeState['last']; readonly lodging: string | null },
): Asks => {
  const { documents, day, places } = slots;
  const folded = fold(text);
  const isShort = folded.split(' ').length <= shortMessage;
  // What we ask them to write for a person, and what the button says.
  if (justPerson.test(folded)) return { intents: ['person'], hasOpenQuestion: false };
  if (
    asks.intents.every((intent) => intent === 'help') &&
    asks.intents.length > 0 &&
    namesPerson.test(folded)
  )
    return { intents: ['person'], hasOpenQuestion: false };
  // "Hola, ¿pasaporte?" asks for the document, whatever else passports are written about for.
  if (isOnlyOfDocuments(text, documents)) return { intents: ['document'], hasOpenQuestion: false };
  if (wantsLodgingPhone(asks.intents, folded))
    return { intents: ['hotel'], hasOpenQuestion: false };
  const isHandedOver = asks.intents.some((intent) => handingOver(intent) !== null);
  if (!isHandedOver && surelyAsked(folded).length > 0)
    return { intents: ['document'], hasOpenQuestion: false };
  // "Do we have a transfer?" is no cry of who waits for it.
  if (asks.intents[0] === 'stranded' && namesRide.test(folded) && !saysNo.test(folded))
    return { intents: ['transfer'], hasOpenQuestion: false };
  if (!isHandedOver && knowsNotWhat.test(folded) && isLost.test(folded))
    return { intents: ['person', ...asks.intents], hasOpenQuestion: false };
  if (asks.intents.includes('document') && documents.length === 0 && sureNotInsured.test(folded))
    return { intents: [], hasOpenQuestion: true };
  if (everything.test(folded) && !asks.intents.some((intent) => handingOver(intent) !== null))
    return { intents: ['document'], hasOpenQuestion: false };
  if (isOfDetails(asks.intents, slots, lodging, folded))
    return { intents: [], hasOpenQuestion: true };
  // "Is the gate for boarding assigned?" asks for no document.
  const asked =
    asks.intents.includes('gate') && !askForFile.test(folded)
      ? asks.intents.filter((intent) => intent !== 'document')
      : asks.intents;
  const intents = ofPlaces(asked, places, lodging, folded);
  if (
    (intents.length > 0 || saysGetting.test(folded)) &&
    intents.every((intent) => intent === 'arrived') &&
    /[?¿]/u.test(text) &&
    /\bhotel\b/u.test(folded)
  )
    return { intents: ['transfer', 'hotel'], hasOpenQuestion: false };
  // "We're through, where is our ride?" asks for who takes them there.
  if (
    intents.length > 0 &&
    intents.every((intent) => intent === 'arrived') &&
    /[?¿]/u.test(text) &&
    namesDriver.test(folded)
  )
    return { intents: ['transfer'], hasOpenQuestion: false };
  if (intents.length === 0 && folded.split(' ').length <= fewThings) {
    const [thing] = documentsMeant(text, null);
    if (thing === 'hotel_reservation') return { intents: ['hotel'], hasOpenQuestion: false };
    if (thing === 'boarding_pass') return { intents: ['document'], hasOpenQuestion: false };
  }
  const saysLittle = intents.every((intent) => isSocial(intent));
  if (saysLittle && saysWayBack.test(folded))
    return { intents: ['return_flight'], hasOpenQuestion: false };
  if (intents.length === 0 && day !== null && isShort)
    return { intents: ['plan_day'], hasOpenQuestion: false };
  // "Send me the itinerary as a PDF" asks for one file.
  if (intents.includes('itinerary') && documents.length === 0)
    return { ...asks, intents: intents.filter((intent) => intent !== 'document') };
  // "And the phone?" goes on about the lodging.
  const goesOn = last !== null && isShort && !saysAgency.test(folded);
  if (goesOn && intents[0] === 'agency_phone' && isPhoned.has(last.intent))
    return { ...asks, intents: isReplaced(intents, 'agency_phone', last.intent) };
  if (goesOn && intents[0] === 'agency_hours' && isOfPlace.has(last.intent) && last.place !== null)
    return { ...asks, intents: isReplaced(intents, 'agency_hours', 'opening_hours') };
  return { ...asks, intents };
};

const isPhoned: ReadonlySet<Intent> = new Set<Intent>(['hotel', 'transfer']);
export const isOfPlace: ReadonlySet<Intent> = new Set<Intent>(['place', 'opening_hours']);

/** The documents that a request means where it names none by its kind; none: all of them. */
export const documentsAsked = (text: string): readonly DocumentType[] => {
  const folded = fold(text);
  if (everything.test(folded)) return [];
  const sure = surelyAsked(folded);
  return sure.length > 0 ? sure : documentsMeant(text);
};
