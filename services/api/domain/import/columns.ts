// cspell:ignore aerea aerolinea alojamento alojamiento apellido apellidos celular cliente codigo
// cspell:ignore companhia compania completo contacto contato correo desde destino electronico
// cspell:ignore expediente fecha fone grupo hospedagem hospedaje idioma lengua llegada localizador
// cspell:ignore nombres origem partida pasajero passageiro prenome primeiro reserva salida
// cspell:ignore sobrenome telefone telefono telemovel traveler viajante viajero
import { foldedName } from '#shared/domain/place.ts';

/** What a column of an export of bookings may say. */
export const importFields = [
  'reference',
  'passenger',
  'firstName',
  'lastName',
  'kind',
  'phone',
  'email',
  'language',
  'airline',
  'flight',
  'origin',
  'destination',
  'date',
  'time',
  'group',
  'stay',
] as const;
export type ImportField = (typeof importFields)[number];

/** Names of columns as back offices write them, in English, Spanish and Portuguese, folded. */
const names: Readonly<Record<ImportField, string>> = {
  reference:
    'pnr|reference|ref|record locator|locator|booking|booking code|booking reference|reservation|' +
    'localizador|loc|reserva|codigo|codigo de reserva|cod reserva|nro reserva|file|expediente',
  passenger:
    'pax|passenger|passenger name|name|full name|traveller|traveler|client|customer|pasajero|' +
    'nombre completo|nombre pasajero|nombre y apellido|apellido y nombre|apellidos y nombres|' +
    'viajero|cliente|passageiro|nome|nome completo|nome do passageiro|viajante',
  firstName: 'first name|given name|nombre|nombres|primeiro nome|prenome',
  lastName: 'last name|surname|family name|apellido|apellidos|sobrenome',
  kind: 'ptc|type|passenger type|tipo|tipo pasajero|tipo de pasajero|tipo de passageiro',
  phone:
    'tel|phone|phone number|mobile|mobile phone|cell|cell phone|whatsapp|telefono|nro telefono|' +
    'celular|movil|telefono movil|fone|telefone|telemovel|contact|contacto|contato',
  email: 'email|e mail|mail|correo|correo electronico',
  language: 'lang|language|idioma|lengua|lingua',
  airline:
    'al|airline|airline code|carrier|cia|cia aerea|aerolinea|compania|companhia|companhia aerea',
  flight:
    'fl|flight|flight number|flight no|flt|vuelo|nro vuelo|no vuelo|n vuelo|nro de vuelo|numero ' +
    'de vuelo|voo|' +
    'numero do voo|nro voo',
  origin: 'o|org|orig|origin|from|dep|departure airport|origen|desde|salida desde|origem|de',
  destination: 'd|dst|dest|destination|to|arr|arrival airport|destino|hasta|para|llegada a',
  date:
    'date|departure date|dep date|flight date|departure|fecha|fecha vuelo|fecha de vuelo|' +
    'fecha salida|fecha de salida|salida|data|data do voo|data de partida|data da partida|partida',
  time:
    'time|departure time|dep time|hora|hora salida|hora de salida|horario|hora de partida|' +
    'hora da partida|etd|std',
  group: 'grp|group|group name|grupo|nombre grupo|nome do grupo',
  stay: 'stay|hotel|lodging|alojamiento|hospedaje|hospedagem|alojamento',
};

const fieldOf: ReadonlyMap<string, ImportField> = new Map(
  importFields.flatMap((field) => names[field].split('|').map((name) => [name, field] as const)),
);

/** The field that a header names; null: none that is known. */
export const fieldOfHeader = (header: string): ImportField | null =>
  fieldOf.get(foldedName(header)) ?? null;

/** For each column of a file what it says; null: it is not read. */
export type ImportMapping = readonly (ImportField | null)[];

/** The mapping that the headers suggest; of two columns for one field the first is read. */
export const guessedMapping = (header: readonly string[]): ImportMapping => {
  const guessed = header.map(fieldOfHeader);
  const hasLastName = guessed.includes('lastName');
  const mapping = guessed.map((field) =>
    // Without a column of surnames “nombre” is the whole name.
    field === 'firstName' && !hasLastName && !guessed.includes('passenger') ? 'passenger' : field,
  );
  return mapping.map((field, nth) => (mapping.indexOf(field) < nth ? null : field));
};

/** What a mapping lacks for rows to be read at all. */
export const missingFields = (mapping: ImportMapping): readonly ImportField[] => {
  const has = (field: ImportField) => mapping.includes(field);
  return [
    ...(has('passenger') || has('lastName') ? [] : (['passenger'] as const)),
    ...(['flight', 'origin', 'destination', 'date'] as const).filter((field) => !has(field)),
  ];
};
