import type { DutyTexts } from './text.ts';

const of = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** Spanish, in words that are at home everywhere. */
export const es: DutyTexts = {
  happened: {
    cancelled: 'vuelo cancelado',
    diverted: 'vuelo desviado',
    moved_earlier: 'vuelo adelantado',
    long_delay: 'retraso largo',
    not_found: 'vuelo que no aparece',
    found_elsewhere: 'vuelo distinto del reservado',
    critical_unsent: 'aviso importante sin entregar',
    unreachable: 'número que no recibe mensajes',
    opted_out: 'solo por teléfono',
    handoff: 'alguien pide ayuda por WhatsApp',
    missing_document: 'falta un documento',
    itinerary_failed: 'itinerario sin hacer',
    template_unusable: 'plantilla que WhatsApp no acepta',
    webhook_off: 'un sistema de ustedes que no recibe los avisos',
    call: 'hay que llamar',
    connection_at_risk: 'conexión en riesgo',
    connection_missed: 'conexión perdida',
  },
  leaves: (moment) => `sale ${moment}`,
  people: (count) => of(count, 'persona', 'personas'),
  minors: (count) => of(count, 'menor', 'menores'),
  unreached: (count) => `${count} sin avisar`,
  waiting: ({ urgent, normal }) =>
    [of(urgent, 'urgente', 'urgentes'), of(normal, 'normal', 'normales')].join(', '),
  nothing: 'nada en particular',
  watch: {
    tight: (count) => of(count, 'conexión ajustada', 'conexiones ajustadas'),
    unreached: (count) => of(count, 'persona sin avisar', 'personas sin avisar'),
    unmatched: (count) => of(count, 'vuelo sin encontrar', 'vuelos sin encontrar'),
    drafts: (count) => of(count, 'itinerario por aprobar', 'itinerarios por aprobar'),
  },
  open: (url) => `Para verlo y tomarlo: ${url}`,
  call: (agency, incident) =>
    `Es un aviso de ${agency}: ${incident}. Todavía no lo tiene nadie. Para tomarlo, tecla 1.`,
  digest: (agency) => `El día en ${agency}`,
  isYours: (incident) => `Queda a tu cargo: ${incident}.`,
  isTaken: (name, since) => `Ya lo tiene ${name}, desde las ${since}.`,
  isOver: 'Ya está resuelto: no hace falta hacer nada.',
  isUnclear: (number, incident) => `Para tomarlo, la respuesta es *${number}*: ${incident}.`,
};
