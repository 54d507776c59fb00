import type { DocumentType } from '#shared/domain/document.ts';
import type { Locale } from '#shared/domain/locale.ts';

/** What stands on the buttons and rows that a traveller may tap, and above them. */
export interface ChoiceWords {
  /** What opens a list. */
  readonly opener: string;
  readonly flight: string;
  readonly hotel: string;
  readonly plan: string;
  readonly documents: string;
  readonly person: string;
  /** Above what can be asked here. */
  help(agency: string): string;
  readonly whichFlight: string;
  readonly whichDocument: string;
  readonly allDocuments: string;
  readonly document: Readonly<Record<DocumentType, string>>;
  /** The answers to the question whether no more messages are wanted. */
  readonly optOut: string;
  readonly stay: string;
  /** To who wants to go on. */
  readonly stays: string;
}

const es: ChoiceWords = {
  opener: 'Ver opciones',
  flight: 'Mi vuelo',
  hotel: 'Mi hotel',
  plan: 'Mi itinerario',
  documents: 'Mis documentos',
  person: 'Una persona',
  help: (agency) => `Soy el asistente de tu viaje con ${agency}. ¿Qué necesitas?`,
  whichFlight: 'Tienes más de un vuelo en estas horas. ¿De cuál hablamos?',
  whichDocument: '¿Qué documento necesitas?',
  allDocuments: 'Todos',
  document: {
    boarding_pass: 'Tarjeta de embarque',
    hotel_reservation: 'Reserva del hotel',
    insurance: 'Seguro de viaje',
    transfer: 'Traslado',
    car_rental: 'Auto de alquiler',
    tour_reservation: 'Excursión',
  },
  optOut: 'Sí, no más mensajes',
  stay: 'No, seguir',
  stays: 'Perfecto, seguimos por aquí. ¿En qué te ayudo?',
};

const esAR: ChoiceWords = {
  ...es,
  help: (agency) => `Soy el asistente de tu viaje con ${agency}. ¿Qué necesitás?`,
  whichFlight: 'Tenés más de un vuelo en estas horas. ¿De cuál hablamos?',
  whichDocument: '¿Qué documento necesitás?',
  stays: 'Perfecto, seguimos por acá. ¿En qué te ayudo?',
};

const en: ChoiceWords = {
  opener: 'See options',
  flight: 'My flight',
  hotel: 'My hotel',
  plan: 'My itinerary',
  documents: 'My documents',
  person: 'A person',
  help: (agency) => `I’m the assistant for your trip with ${agency}. What do you need?`,
  whichFlight: 'You have more than one flight around now. Which one do you mean?',
  whichDocument: 'Which document do you need?',
  allDocuments: 'All of them',
  document: {
    boarding_pass: 'Boarding pass',
    hotel_reservation: 'Hotel booking',
    insurance: 'Travel insurance',
    transfer: 'Transfer',
    car_rental: 'Rental car',
    tour_reservation: 'Tour',
  },
  optOut: 'Yes, stop messages',
  stay: 'No, keep them',
  stays: 'Great, we carry on here. How can I help?',
};

const pt: ChoiceWords = {
  opener: 'Ver opções',
  flight: 'Meu voo',
  hotel: 'Meu hotel',
  plan: 'Meu roteiro',
  documents: 'Meus documentos',
  person: 'Uma pessoa',
  help: (agency) => `Sou o assistente da sua viagem com ${agency}. Do que você precisa?`,
  whichFlight: 'Você tem mais de um voo nestas horas. De qual estamos falando?',
  whichDocument: 'De qual documento você precisa?',
  allDocuments: 'Todos',
  document: {
    boarding_pass: 'Cartão de embarque',
    hotel_reservation: 'Reserva do hotel',
    insurance: 'Seguro viagem',
    transfer: 'Traslado',
    car_rental: 'Aluguel de carro',
    tour_reservation: 'Passeio',
  },
  optOut: 'Sim, parar tudo',
  stay: 'Não, continuar',
  stays: 'Perfeito, continuamos por aqui. Como posso ajudar?',
};

/** The words of choices, by wording. */
export const choiceWordsIn: Readonly<Record<Locale, ChoiceWords>> = { es, 'es-AR': esAR, en, pt };
