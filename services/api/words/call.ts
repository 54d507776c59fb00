import type { DeliveryStatus } from '#shared/domain/message.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { Words } from '#shared/domain/words.ts';

/** What became of a call to a member, for the thread of an incident. */
export const callStateWords: Readonly<Record<DeliveryStatus | 'answered', Words>> = {
  PENDING: { es: 'Por llamar', en: 'About to call', pt: 'Por ligar' },
  SENDING: { es: 'Llamando', en: 'Calling', pt: 'Ligando' },
  SENT: {
    es: 'Llamada, sin respuesta',
    en: 'Called, without an answer',
    pt: 'Ligação, sem resposta',
  },
  FAILED: {
    es: 'La llamada no salió',
    en: 'The call did not go through',
    pt: 'A ligação não saiu',
  },
  UNKNOWN: {
    es: 'No se sabe si la llamada salió',
    en: 'It is not known whether the call went through',
    pt: 'Não se sabe se a ligação saiu',
  },
  DROPPED: {
    es: 'La llamada no hizo falta',
    en: 'The call was not needed',
    pt: 'A ligação não foi necessária',
  },
  answered: {
    es: 'Llamada, y respondió con la tecla',
    en: 'Called, and answered by the key',
    pt: 'Ligação, e respondeu com a tecla',
  },
};

/** What is said to somebody who pressed a digit, to take an incident. */
export interface SpokenAnswers {
  readonly claimed: string;
  /** `since` is local time. */
  readonly taken: (owner: string, since: string) => string;
  readonly closed: string;
  /** After another digit. */
  readonly again: string;
}

/** The same in each language. */
export const spokenAnswers: Readonly<Record<Language, SpokenAnswers>> = {
  es: {
    claimed: 'Queda a tu cargo. Gracias.',
    taken: (owner, since) => `Ya lo tiene ${owner}, desde las ${since}.`,
    closed: 'Ya está resuelto: no hace falta hacer nada.',
    again: 'Para tomarlo, tecla 1.',
  },
  en: {
    claimed: 'It is yours. Thank you.',
    taken: (owner, since) => `${owner} has it, since ${since}.`,
    closed: 'It is settled already: there is nothing to do.',
    again: 'To take it, press 1.',
  },
  pt: {
    claimed: 'Fica com você. Obrigado.',
    taken: (owner, since) => `${owner} já assumiu, desde ${since}.`,
    closed: 'Já está resolvido: não é preciso fazer nada.',
    again: 'Para assumir, tecle 1.',
  },
};
