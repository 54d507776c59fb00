import type { PlaceType } from '#shared/domain/itinerary.ts';
import type { Language } from '#shared/domain/trip.ts';

/** The fixed texts of a rendered itinerary; `locale` (BCP 47) is for its dates. */
export interface ItineraryWords {
  readonly title: string;
  readonly day: string;
  readonly unchecked: string;
  readonly fromPlaces: string;
  readonly map: string;
  readonly calendar: string;
  readonly freeDay: string;
  readonly locale: string;
}

/** The fixed texts of an itinerary in each language. */
export const itineraryWords: Readonly<Record<Language, ItineraryWords>> = {
  es: {
    title: 'Tu itinerario',
    day: 'Día',
    unchecked: 'Sugerencia sin verificar: confirmá horarios y dirección antes de ir.',
    fromPlaces: 'Armado con los lugares recomendados por tu agencia.',
    map: 'Ver en el mapa',
    calendar: 'Guardar en el calendario',
    freeDay: 'Día libre',
    locale: 'es-AR',
  },
  en: {
    title: 'Your itinerary',
    day: 'Day',
    unchecked: 'Unchecked suggestion: confirm opening hours and address before you go.',
    fromPlaces: 'Made of the places that your agency recommends.',
    map: 'See on the map',
    calendar: 'Save to your calendar',
    freeDay: 'A day off',
    locale: 'en-GB',
  },
  pt: {
    title: 'Seu roteiro',
    day: 'Dia',
    unchecked: 'Sugestão não verificada: confirme horários e endereço antes de ir.',
    fromPlaces: 'Feito com os lugares recomendados pela sua agência.',
    map: 'Ver no mapa',
    calendar: 'Salvar no calendário',
    freeDay: 'Dia livre',
    locale: 'pt-BR',
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
