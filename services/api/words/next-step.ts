import { z } from 'zod';
import { incidentKindOf } from '#shared/domain/incident.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { Words } from '#shared/domain/words.ts';

/** What is to be done first about an incident, of the most pressing kind of its tasks. */
export const NextStep = z.enum([
  'call',
  'rebook',
  'arrange_onward',
  'answer',
  'make_sure_they_know',
  'correct_number',
  'confirm_flight',
  'check_booking',
  'see_connection',
  'see_delay',
  'mend_template',
  'mend_webhook',
  'file_document',
  'plan_stay',
  'close',
]);
export type NextStep = z.output<typeof NextStep>;

/** What the tasks of each kind ask for. */
const stepOf: Readonly<Record<TaskKind, NextStep>> = {
  call: 'call',
  critical_unsent: 'call',
  opted_out: 'call',
  cancelled: 'rebook',
  connection_missed: 'rebook',
  diverted: 'arrange_onward',
  handoff: 'answer',
  moved_earlier: 'make_sure_they_know',
  unreachable: 'correct_number',
  found_elsewhere: 'confirm_flight',
  not_found: 'check_booking',
  connection_at_risk: 'see_connection',
  long_delay: 'see_delay',
  template_unusable: 'mend_template',
  webhook_off: 'mend_webhook',
  missing_document: 'file_document',
  itinerary_failed: 'plan_stay',
};

/** Of several kinds of open tasks, what to do first; without any it is to be closed. */
export const nextStepOf = (kinds: readonly string[]): NextStep => {
  const steps = (Object.keys(incidentKindOf) as TaskKind[])
    .filter((kind) => kinds.includes(kind))
    .map((kind) => stepOf[kind]);
  return NextStep.options.find((step) => steps.includes(step)) ?? 'close';
};

/** Each step as a sentence. */
export const nextStepWords: Readonly<Record<NextStep, Words>> = {
  call: {
    es: 'Llamar a quienes no pudieron ser avisados.',
    en: 'Call those who could not be told.',
    pt: 'Ligar para quem não pôde ser avisado.',
  },
  rebook: {
    es: 'Buscar otro vuelo para quienes viajan.',
    en: 'Find another flight for those who travel.',
    pt: 'Procurar outro voo para quem viaja.',
  },
  arrange_onward: {
    es: 'Organizar cómo siguen desde el aeropuerto al que fueron desviados.',
    en: 'Arrange how they go on from the airport that they were diverted to.',
    pt: 'Organizar como seguem a partir do aeroporto para onde foram desviados.',
  },
  answer: {
    es: 'Responderle al viajero.',
    en: 'Answer the traveller.',
    pt: 'Responder ao viajante.',
  },
  make_sure_they_know: {
    es: 'Asegurarse de que saben que sale antes.',
    en: 'Make sure that they know it leaves earlier.',
    pt: 'Garantir que sabem que sai mais cedo.',
  },
  correct_number: {
    es: 'Corregir el número, o llamar.',
    en: 'Correct the number, or call.',
    pt: 'Corrigir o número, ou ligar.',
  },
  confirm_flight: {
    es: 'Confirmar el vuelo que se encontró en lugar del reservado.',
    en: 'Confirm the flight that was found instead of the booked one.',
    pt: 'Confirmar o voo encontrado no lugar do reservado.',
  },
  check_booking: {
    es: 'Revisar número, ruta y fecha del vuelo: no se lo encuentra.',
    en: 'Check number, route and date of the flight: it is not found.',
    pt: 'Verificar número, rota e data do voo: ele não foi encontrado.',
  },
  see_connection: {
    es: 'Ver qué hacer si no llegan a la conexión.',
    en: 'See what to do if they do not make the connection.',
    pt: 'Ver o que fazer se não chegarem à conexão.',
  },
  see_delay: {
    es: 'Ver qué se mueve con la demora: hotel, traslado, conexión.',
    en: 'See what moves with the delay: hotel, transfer, connection.',
    pt: 'Ver o que muda com o atraso: hotel, traslado, conexão.',
  },
  mend_template: {
    es: 'Arreglar la plantilla que WhatsApp no acepta.',
    en: 'Mend the template that WhatsApp does not take.',
    pt: 'Corrigir o modelo que o WhatsApp não aceita.',
  },
  mend_webhook: {
    es: 'Reparar el sistema que no recibe los avisos, y volver a encenderlo.',
    en: 'Mend the system that does not take its events, and turn it on again.',
    pt: 'Consertar o sistema que não recebe os eventos, e ligá-lo de novo.',
  },
  file_document: {
    es: 'Cargar el documento que el viajero pidió.',
    en: 'File the document that the traveller asked for.',
    pt: 'Enviar ao arquivo o documento que o viajante pediu.',
  },
  plan_stay: {
    es: 'Armar el itinerario a mano, o pedirlo otra vez.',
    en: 'Make the itinerary by hand, or ask for it again.',
    pt: 'Montar o roteiro à mão, ou pedi-lo de novo.',
  },
  close: {
    es: 'Cerrarlo: no queda nada por hacer.',
    en: 'Close it: nothing is left to do.',
    pt: 'Encerrar: não resta nada a fazer.',
  },
};
