import type { DeliveryState } from '#shared/domain/delivery-state.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { Words } from '#shared/domain/words.ts';

/** What a message of each type is called. */
export const messageWords: Readonly<Record<MessageType | 'conversation', Words>> = {
  reservation_confirmation: {
    es: 'Confirmación de la reserva',
    en: 'Confirmation of the booking',
    pt: 'Confirmação da reserva',
  },
  '24h_reminder': {
    es: 'Recordatorio del día antes',
    en: 'Reminder of the day before',
    pt: 'Lembrete da véspera',
  },
  delayed: { es: 'Demora', en: 'Delay', pt: 'Atraso' },
  departure_moved_earlier: {
    es: 'Salida adelantada',
    en: 'Earlier departure',
    pt: 'Partida antecipada',
  },
  back_on_time: { es: 'De nuevo en hora', en: 'Back on time', pt: 'De novo no horário' },
  gate_change: { es: 'Cambio de puerta', en: 'Change of gate', pt: 'Mudança de portão' },
  boarding: { es: 'Llamado a embarcar', en: 'Call to board', pt: 'Chamada para embarque' },
  cancelled: { es: 'Cancelación', en: 'Cancellation', pt: 'Cancelamento' },
  reinstated: { es: 'Vuelo repuesto', en: 'Flight reinstated', pt: 'Voo retomado' },
  diverted: { es: 'Desvío', en: 'Diversion', pt: 'Desvio' },
  connection_at_risk: {
    es: 'Conexión en riesgo',
    en: 'Connection at risk',
    pt: 'Conexão em risco',
  },
  connection_missed: {
    es: 'Conexión perdida',
    en: 'Missed connection',
    pt: 'Conexão perdida',
  },
  connection_restored: {
    es: 'Conexión otra vez posible',
    en: 'Connection possible again',
    pt: 'Conexão possível de novo',
  },
  departed: { es: 'Aviso de salida', en: 'Word of the departure', pt: 'Aviso de partida' },
  landing: { es: 'Bienvenida al aterrizar', en: 'Welcome on landing', pt: 'Boas-vindas ao pousar' },
  trip_changed: { es: 'Cambio del viaje', en: 'Change of the trip', pt: 'Mudança da viagem' },
  trip_cancelled: { es: 'Baja del viaje', en: 'Trip withdrawn', pt: 'Viagem retirada' },
  itinerary_ready: { es: 'Itinerario listo', en: 'Itinerary ready', pt: 'Roteiro pronto' },
  opt_out_ack: { es: 'Confirmación de la baja', en: 'Opt-out confirmed', pt: 'Saída confirmada' },
  opt_out_question: {
    es: 'Pregunta si quiere la baja',
    en: 'Question whether to opt out',
    pt: 'Pergunta se quer sair',
  },
  opt_out_notice: {
    es: 'Recordatorio de cómo volver',
    en: 'Notice how to come back',
    pt: 'Aviso de como voltar',
  },
  opt_in_ack: { es: 'Confirmación del alta', en: 'Opt-in confirmed', pt: 'Volta confirmada' },
  reply: { es: 'Respuesta', en: 'Answer', pt: 'Resposta' },
  reply_beside_person: {
    es: 'Respuesta junto a una persona',
    en: 'Answer beside a person',
    pt: 'Resposta ao lado de uma pessoa',
  },
  agency_reply: {
    es: 'Mensaje de la agencia',
    en: 'Message of the agency',
    pt: 'Mensagem da agência',
  },
  agency_notice: { es: 'Aviso de la agencia', en: 'Notice of the agency', pt: 'Aviso da agência' },
  test_message: { es: 'Mensaje de prueba', en: 'Test message', pt: 'Mensagem de teste' },
  duty_alert: { es: 'Aviso a la guardia', en: 'Alert to the duty', pt: 'Aviso ao plantão' },
  duty_digest: { es: 'Resumen del día', en: 'Digest of the day', pt: 'Resumo do dia' },
  duty_answer: {
    es: 'Respuesta a la guardia',
    en: 'Answer to the duty',
    pt: 'Resposta ao plantão',
  },
  duty_call: { es: 'Llamada a la guardia', en: 'Call to the duty', pt: 'Ligação ao plantão' },
  conversation: { es: 'Respuesta', en: 'Answer', pt: 'Resposta' },
};

/** How far a message is. */
export const deliveryWords: Readonly<Record<DeliveryState, Words>> = {
  waiting: { es: 'espera para salir', en: 'waits to go out', pt: 'espera para sair' },
  sent: {
    es: 'enviado; todavía no consta que llegara',
    en: 'sent; no word yet that it arrived',
    pt: 'enviada; ainda não consta que chegou',
  },
  delivered: { es: 'entregado', en: 'delivered', pt: 'entregue' },
  read: { es: 'leído', en: 'read', pt: 'lida' },
  failed: { es: 'no pudo entregarse', en: 'could not be delivered', pt: 'não pôde ser entregue' },
  dropped: { es: 'retirado', en: 'taken back', pt: 'retirada' },
};

/** Why a message was not delivered, by the provider's code; a code that is not here is shown. */
export const failureWords: Readonly<Record<string, Words>> = {
  '63024': {
    es: 'el número no tiene WhatsApp',
    en: 'the number is not on WhatsApp',
    pt: 'o número não tem WhatsApp',
  },
  '63003': {
    es: 'WhatsApp no conoce ese número',
    en: 'WhatsApp does not know this number',
    pt: 'o WhatsApp não conhece esse número',
  },
  '30006': { es: 'es un teléfono fijo', en: 'it is a landline', pt: 'é um telefone fixo' },
  '63014': {
    es: 'bloqueó a la agencia',
    en: 'they blocked the agency',
    pt: 'bloqueou a agência',
  },
  '30008': {
    es: 'se envió y no llegó',
    en: 'sent, and not delivered',
    pt: 'foi enviada e não chegou',
  },
  '63016': {
    es: 'fuera de la ventana de 24 h',
    en: 'outside the 24 h window',
    pt: 'fora da janela de 24 h',
  },
};
