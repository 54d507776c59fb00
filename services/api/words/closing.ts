import type { ClosingReason } from '#shared/domain/closing-reason.ts';
import type { Words } from '#shared/domain/words.ts';

/** Why a task or an incident was closed, as a sentence. */
export const closingWords: Readonly<Record<ClosingReason, Words>> = {
  connection_changed: {
    es: 'La conexión ya no es la que era: hay otra tarea con lo que vale ahora.',
    en: 'The connection is no longer what it was: another task says what holds now.',
    pt: 'A conexão já não é a que era: outra tarefa diz o que vale agora.',
  },
  connection_possible: {
    es: 'La conexión vuelve a ser posible.',
    en: 'The connection is possible again.',
    pt: 'A conexão voltou a ser possível.',
  },
  delay_shrank: {
    es: 'La demora bajó del límite de la agencia.',
    en: 'The delay shrank below the agency’s limit.',
    pt: 'O atraso ficou abaixo do limite da agência.',
  },
  departure_moved_back: {
    es: 'La salida volvió a la hora que el viajero conocía, o más tarde.',
    en: 'The departure moved back to the time that the traveller knew, or later.',
    pt: 'A partida voltou ao horário que o viajante conhecia, ou mais tarde.',
  },
  document_filed: {
    es: 'El documento que faltaba ya está cargado.',
    en: 'The document that was missing is on file now.',
    pt: 'O documento que faltava já está no arquivo.',
  },
  done_by_agency: {
    es: 'Alguien de la agencia lo dio por hecho.',
    en: 'Somebody of the agency marked it as done.',
    pt: 'Alguém da agência deu por concluído.',
  },
  flight_departed: {
    es: 'El vuelo salió.',
    en: 'The flight has left.',
    pt: 'O voo partiu.',
  },
  flight_matched: {
    es: 'El vuelo se encontró tal como está reservado.',
    en: 'The flight was found as it is booked.',
    pt: 'O voo foi encontrado como está reservado.',
  },
  flight_reinstated: {
    es: 'El vuelo vuelve a operar.',
    en: 'The flight operates again.',
    pt: 'O voo voltou a operar.',
  },
  forgotten: {
    es: 'Los datos de la persona se borraron.',
    en: 'The data of the person was erased.',
    pt: 'Os dados da pessoa foram apagados.',
  },
  given_back: {
    es: 'La conversación se devolvió al asistente.',
    en: 'The conversation was given back to the assistant.',
    pt: 'A conversa foi devolvida ao assistente.',
  },
  itinerary_ready: {
    es: 'El itinerario está listo.',
    en: 'The itinerary is ready.',
    pt: 'O roteiro está pronto.',
  },
  message_got_through: {
    es: 'El mensaje llegó.',
    en: 'The message got through.',
    pt: 'A mensagem chegou.',
  },
  message_overtaken: {
    es: 'El mensaje ya no hace falta: hay novedades posteriores o dejó de estar trabado.',
    en: 'The message is needed no more: later news took its place, or it is not stuck any longer.',
    pt: 'A mensagem já não é necessária: há novidades posteriores ou ela não está mais parada.',
  },
  message_sent: {
    es: 'La pausa terminó y el mensaje salió.',
    en: 'The pause is over, and the message went out.',
    pt: 'A pausa terminou, e a mensagem saiu.',
  },
  no_connection: {
    es: 'Esos dos vuelos ya no son una conexión.',
    en: 'Those two flights are no connection any more.',
    pt: 'Esses dois voos já não são uma conexão.',
  },
  no_longer_opted_out: {
    es: 'El viajero vuelve a recibir mensajes.',
    en: 'The traveller receives messages again.',
    pt: 'O viajante voltou a receber mensagens.',
  },
  opted_in: {
    es: 'El viajero pidió volver a recibir mensajes.',
    en: 'The traveller asked to receive messages again.',
    pt: 'O viajante pediu para voltar a receber mensagens.',
  },
  trip_edited: {
    es: 'La agencia cambió el vuelo del viaje.',
    en: 'The agency changed the flight of the trip.',
    pt: 'A agência mudou o voo da viagem.',
  },
  trip_withdrawn: {
    es: 'La agencia dio de baja el viaje.',
    en: 'The agency withdrew the trip.',
    pt: 'A agência retirou a viagem.',
  },
};
