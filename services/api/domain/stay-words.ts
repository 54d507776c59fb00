import type { PlaceType } from '#shared/domain/itinerary.ts';
import type { Language } from '#shared/domain/trip.ts';

/** The fixed texts of a rendered stay; `locale` (BCP 47) is for its dates. */
export interface StayWords {
  readonly locale: string;
  title(city: string): string;
  by(agency: string): string;
  description(city: string, dates: string): string;
  readonly today: string;
  readonly tomorrow: string;
  readonly past: string;
  readonly free: string;
  /** Of several days. */
  readonly freeMany: string;
  readonly unchecked: string;
  readonly map: string;
  readonly calendar: string;
  readonly pdf: string;
  readonly otherStays: string;
  readonly emergency: string;
  readonly lodging: string;
  checkIn(hotel: string): string;
  checkOut(hotel: string): string;
  transfer(way: string): string;
  flight(number: string): string;
  arrives(time: string): string;
  gate(gate: string): string;
  readonly cancelled: string;
  until(time: string): string;
  readonly idea: string;
  readonly ideas: string;
  readonly allDay: string;
}

/** The fixed texts of a stay in each language. */
export const stayWords: Readonly<Record<Language, StayWords>> = {
  es: {
    locale: 'es-AR',
    title: (city) => `Tu viaje a ${city}`,
    by: (agency) => `Preparado por ${agency}`,
    description: (city, dates) => `Vuelos, hotel, traslados y planes en ${city}, ${dates}.`,
    today: 'Hoy',
    tomorrow: 'Mañana',
    past: 'Días pasados',
    free: 'libre',
    freeMany: 'libres',
    unchecked: 'Sin verificar: confirmá horarios y dirección antes de ir.',
    map: 'Mapa',
    calendar: 'Calendario',
    pdf: 'PDF',
    otherStays: 'También en este viaje',
    emergency: 'Emergencias de tu agencia',
    lodging: 'Tu alojamiento',
    checkIn: (hotel) => `Ingreso: ${hotel}`,
    checkOut: (hotel) => `Salida: ${hotel}`,
    transfer: (way) => `Traslado: ${way}`,
    flight: (number) => `Vuelo ${number}`,
    arrives: (time) => `llega ${time}`,
    gate: (gate) => `puerta ${gate}`,
    cancelled: 'Cancelado',
    until: (time) => `hasta las ${time}`,
    idea: 'Idea',
    ideas: 'Lo marcado como «Idea» es una sugerencia para tus horas libres.',
    allDay: 'todo el día',
  },
  en: {
    locale: 'en-GB',
    title: (city) => `Your trip to ${city}`,
    by: (agency) => `Prepared by ${agency}`,
    description: (city, dates) => `Flights, hotel, transfers and plans in ${city}, ${dates}.`,
    today: 'Today',
    tomorrow: 'Tomorrow',
    past: 'Days gone by',
    free: 'free',
    freeMany: 'free',
    unchecked: 'Unchecked: confirm opening hours and address before you go.',
    map: 'Map',
    calendar: 'Calendar',
    pdf: 'PDF',
    otherStays: 'Also on this trip',
    emergency: 'Your agency’s emergency line',
    lodging: 'Where you stay',
    checkIn: (hotel) => `Check-in: ${hotel}`,
    checkOut: (hotel) => `Check-out: ${hotel}`,
    transfer: (way) => `Transfer: ${way}`,
    flight: (number) => `Flight ${number}`,
    arrives: (time) => `arrives ${time}`,
    gate: (gate) => `gate ${gate}`,
    cancelled: 'Cancelled',
    until: (time) => `until ${time}`,
    idea: 'Idea',
    ideas: 'What is marked “Idea” is a suggestion for your free hours.',
    allDay: 'all day',
  },
  pt: {
    locale: 'pt-BR',
    title: (city) => `Sua viagem a ${city}`,
    by: (agency) => `Preparado por ${agency}`,
    description: (city, dates) => `Voos, hotel, traslados e planos em ${city}, ${dates}.`,
    today: 'Hoje',
    tomorrow: 'Amanhã',
    past: 'Dias passados',
    free: 'livre',
    freeMany: 'livres',
    unchecked: 'Não verificado: confirme horários e endereço antes de ir.',
    map: 'Mapa',
    calendar: 'Calendário',
    pdf: 'PDF',
    otherStays: 'Também nesta viagem',
    emergency: 'Emergências da sua agência',
    lodging: 'Sua hospedagem',
    checkIn: (hotel) => `Entrada: ${hotel}`,
    checkOut: (hotel) => `Saída: ${hotel}`,
    transfer: (way) => `Traslado: ${way}`,
    flight: (number) => `Voo ${number}`,
    arrives: (time) => `chega ${time}`,
    gate: (gate) => `portão ${gate}`,
    cancelled: 'Cancelado',
    until: (time) => `até ${time}`,
    idea: 'Ideia',
    ideas: 'O que está marcado como “Ideia” é uma sugestão para suas horas livres.',
    allDay: 'o dia todo',
  },
};

/** The icon of each type of place. */
export const typeIcons: Readonly<Record<PlaceType, string>> = {
  restaurant: '🍽️',
  attraction: '🏛️',
  hotel: '🏨',
  activity: '🎟️',
  transport: '🚆',
  other: '📍',
};

const format = (date: string, locale: string, options: Intl.DateTimeFormatOptions): string =>
  // In UTC, so that no time zone shifts it.
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
    .format(new Date(`${date}T00:00:00Z`))
    .replace(/[,.]/g, '');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const fullDate = (date: string, { locale }: StayWords): string =>
  format(date, locale, { weekday: 'long', day: 'numeric', month: 'long' });

/** A local date in full: `Jueves 4 de marzo`. */
export const dateName = (date: string, words: StayWords): string => capital(fullDate(date, words));

/** Days in a row: `Miércoles 3 a sábado 6 de marzo`, or of a single day its name. */
export const datesName = (from: string, to: string, words: StayWords): string => {
  if (from === to) return dateName(from, words);
  const joint = { es: ' a ', pt: ' a ', en: ' to ' }[words.locale.slice(0, 2)] ?? ' – ';
  const month = from.slice(0, 7) === to.slice(0, 7) ? {} : { month: 'long' as const };
  const first = format(from, words.locale, { weekday: 'long', day: 'numeric', ...month });
  return capital(`${first}${joint}${fullDate(to, words)}`);
};

/** The first and last day of a stay, short: `3 – 7 mar`. */
export const shortDates = (from: string, to: string, { locale }: StayWords): string => {
  const month = from.slice(0, 7) === to.slice(0, 7) ? {} : { month: 'short' as const };
  const first = format(from, locale, { day: 'numeric', ...month });
  const last = format(to, locale, { day: 'numeric', month: 'short' });
  return `${first} – ${last}`.replaceAll(' de ', ' ');
};
