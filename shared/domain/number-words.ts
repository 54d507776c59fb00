/** What the words around a number say that it is: a person's, a booking's, or something else's. */
export type NumberOwner = 'identity' | 'booking' | 'other';

/** An owner, and what stands between its word and the number. */
export interface OwnedBy {
  readonly owner: NumberOwner;
  readonly gap: string;
}

const identity = [
  'pasaportes?|passports?|passaportes?|travel documents?|pass(?= ?(?:no|n[º°]|number))',
  'd\\.?n\\.?i\\.?|documentos?(?: (?:nacional )?de (?:identidade?|viaje|viagem))?|identidade?',
  'c[eé]dulas?(?: de identidad)?|carn[eé]t?(?: de (?:identidad|conducir))?',
  'identi(?:ty|fication)(?: (?:cards?|documents?))?|identifica[cç](?:i[oó]n|[aã]o)',
  'national id|ids?(?: (?:cards?|documents?))?',
  'c\\.?p\\.?f\\.?|r\\.?g\\.?|cnh|cart[aã]o de cidad[aã]o|bilhete de identidade',
  'carteira de (?:identidade|motorista|habilita[cç][aã]o)',
  'curp|rut|nie|nif|dpi|dui|ine|c\\.?i\\.?|cuil|cuit|ssn|social security|seguridad social',
  'licencia(?: de conducir)?|driv(?:ing|er.?s) licen[cs]e',
].join('|');

const booking = [
  'reserva(?:s|ci[oó]n|ciones)?|reservations?|bookings?|localizador(?:es)?|locators?|pnrs?',
  'c[oó]digos?|codes?|confirm\\p{L}{0,8}|vouchers?|bonos?|expedientes?|pedidos?|orders?',
  'e-?tickets?|tickets?|billetes?|boletos?|bilhetes?|pasajes?|passage(?:m|ns)',
  'facturas?|invoices?|faturas?|refer[eê]nc\\p{L}{1,3}|tracking|rastreio',
  '(?:refs?|loc|res|rsv|conf)\\.?',
  'p[oó]lizas?|ap[oó]lices?|polic(?:y|ies)|contratos?|contracts?',
  'equipajes?|bag(?:gage|agem)?s?|etiquetas?|tags?',
].join('|');

const other = [
  'tel(?:[eé]fonos?|efones?)?|phones?|cel(?:ular)?(?:es)?|m[oó]vil|mobile|whats?app',
  'll[aá]m\\p{L}{1,8}|call|ligar?|contact\\p{L}{0,2}|contato',
  'precios?|prices?|pre[cç]os?|cuestan?|costs?|custam?|pag\\p{L}{1,5}|paid|fees?|total',
  'vuelos?|flights?|voos?|hotel(?:es)?|hot[eé]is|habitaci[oó]n|rooms?|quartos?|calle|rua',
].join('|');

/** "number" and the like between the word and its number. */
const numberWord = "(?:['’]s)?(?:[ -]?(?:nro|num|nr|no|n[º°]|n[uú]mero|number|code|id)\\.?)?";
const owners = `(?<booking>${booking})|(?<identity>${identity})|(?<other>${other})`;
const ownerWord = new RegExp(`(?<![\\p{L}\\d])(?:${owners})${numberWord}(?![\\p{L}\\d])`, 'giu');

/** Something else may be spoken of behind it, within the same sentence. */
const clauseEnd = /[,;.!?\n]|(?<!\p{L})(?:y|e|and)(?!\p{L})/iu;
const sentenceEnd = /[!?;]|\.\s/u;
const anotherNumber = /[\d•]/u;

const ownerOf = ({ groups = {} }: RegExpMatchArray): NumberOwner =>
  groups['identity'] !== undefined
    ? 'identity'
    : groups['booking'] !== undefined
      ? 'booking'
      : 'other';

const nearestBefore = (before: string): OwnedBy | null => {
  const last = [...before.matchAll(ownerWord)].at(-1);
  return last ? { owner: ownerOf(last), gap: before.slice(last.index + last[0].length) } : null;
};

const nearestAfter = (after: string): OwnedBy | null => {
  const [first] = after.matchAll(ownerWord);
  return first ? { owner: ownerOf(first), gap: after.slice(0, first.index) } : null;
};

/** Whose a number is by the nearest word: before it in its clause, behind it, before its clause. */
export const numberOwner = (before: string, after: string): OwnedBy | null => {
  const earlier = nearestBefore(before);
  if (earlier && !clauseEnd.test(earlier.gap)) return earlier;
  const later = nearestAfter(after);
  if (later && !clauseEnd.test(later.gap) && !anotherNumber.test(later.gap)) return later;
  return earlier && !sentenceEnd.test(earlier.gap) ? earlier : null;
};
