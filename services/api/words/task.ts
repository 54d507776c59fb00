import type { FailedCall, TaskKind } from '#shared/domain/task.ts';
import type { Words } from '#shared/domain/words.ts';

/** What happened, where a task of each kind was opened. */
export const taskWords: Readonly<Record<TaskKind, Words>> = {
  cancelled: { es: 'Vuelo cancelado', en: 'Flight cancelled', pt: 'Voo cancelado' },
  diverted: { es: 'Vuelo desviado', en: 'Flight diverted', pt: 'Voo desviado' },
  moved_earlier: { es: 'Sale antes', en: 'Leaves earlier', pt: 'Sai mais cedo' },
  long_delay: { es: 'Demora larga', en: 'Long delay', pt: 'Atraso longo' },
  not_found: {
    es: 'No se encuentra el vuelo',
    en: 'The flight is not found',
    pt: 'O voo não foi encontrado',
  },
  found_elsewhere: {
    es: 'Se encontró otro vuelo que el reservado',
    en: 'Another flight was found than the booked one',
    pt: 'Encontrou-se outro voo que não o reservado',
  },
  critical_unsent: {
    es: 'Un aviso crítico no salió',
    en: 'A critical message did not go out',
    pt: 'Um aviso crítico não saiu',
  },
  unreachable: {
    es: 'Número inalcanzable',
    en: 'Number cannot be reached',
    pt: 'Número inalcançável',
  },
  opted_out: { es: 'Pidió la baja', en: 'Opted out', pt: 'Pediu para sair' },
  handoff: { es: 'Pide una persona', en: 'Wants a person', pt: 'Pede uma pessoa' },
  missing_document: {
    es: 'Falta un documento',
    en: 'A document is missing',
    pt: 'Falta um documento',
  },
  itinerary_failed: {
    es: 'No hay itinerario',
    en: 'There is no itinerary',
    pt: 'Não há roteiro',
  },
  webhook_off: {
    es: 'Un sistema de la agencia no recibe los avisos',
    en: 'A system of the agency does not take its events',
    pt: 'Um sistema da agência não recebe os eventos',
  },
  template_unusable: {
    es: 'WhatsApp no acepta una plantilla',
    en: 'WhatsApp does not take a template',
    pt: 'O WhatsApp não aceita um modelo',
  },
  call: { es: 'Hay que llamar', en: 'To be called', pt: 'É preciso ligar' },
  connection_at_risk: {
    es: 'Conexión en riesgo',
    en: 'Connection at risk',
    pt: 'Conexão em risco',
  },
  connection_missed: { es: 'Conexión perdida', en: 'Missed connection', pt: 'Conexão perdida' },
};

/** What somebody did with an incident; `to`: whom it was given to or taken from. */
export const actWords = {
  claimed: { es: 'Lo tomó', en: 'Claimed it', pt: 'Assumiu' },
  stolen: {
    es: 'Se lo tomó a otra persona',
    en: 'Took it from somebody',
    pt: 'Tomou de outra pessoa',
  },
  assigned: { es: 'Lo asignó', en: 'Assigned it', pt: 'Atribuiu' },
  released: { es: 'Lo devolvió a la cola', en: 'Released it', pt: 'Devolveu à fila' },
  snoozed: { es: 'Lo pospuso', en: 'Snoozed it', pt: 'Adiou' },
  resolved: { es: 'Lo dio por resuelto', en: 'Resolved it', pt: 'Deu por resolvido' },
  reopened: { es: 'Lo reabrió', en: 'Reopened it', pt: 'Reabriu' },
} as const satisfies Readonly<Record<string, Words>>;

/** What became of a call in which nobody was reached. */
export const attemptWords: Readonly<Record<FailedCall, Words>> = {
  no_answer: { es: 'Llamó y no contestan', en: 'Called: no answer', pt: 'Ligou e não atendem' },
  wrong_number: {
    es: 'Llamó y el número es de otra persona',
    en: 'Called: the number is somebody else’s',
    pt: 'Ligou e o número é de outra pessoa',
  },
};
