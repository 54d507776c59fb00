import type { SilenceRule } from '#shared/domain/silence.ts';
import type { Words } from '#shared/domain/words.ts';

/** Why something is not said, or not yet, as a sentence. */
export const silenceWords: Readonly<Record<SilenceRule, Words>> = {
  below_threshold: {
    es: 'el cambio es menor que el límite desde el que se avisa.',
    en: 'the change is smaller than what is told.',
    pt: 'a mudança é menor que o limite a partir do qual se avisa.',
  },
  connection_missed: {
    es: 'ya se le dijo que no llega a este vuelo.',
    en: 'they were told that they do not make this flight.',
    pt: 'já lhe disseram que não chega a este voo.',
  },
  departed_before_told: {
    es: 'el vuelo salió antes de la hora que conocía: eso se le dijo en su lugar.',
    en: 'the flight left before the time that they knew: that was said instead.',
    pt: 'o voo saiu antes do horário que conhecia: isso foi dito no lugar.',
  },
  flight_cancelled: {
    es: 'el vuelo está cancelado.',
    en: 'the flight is cancelled.',
    pt: 'o voo está cancelado.',
  },
  flight_departed: {
    es: 'el vuelo ya salió.',
    en: 'the flight has left.',
    pt: 'o voo já partiu.',
  },
  fresh_look: {
    es: 'primero se vuelve a consultar el vuelo.',
    en: 'the flight is looked up once more first.',
    pt: 'primeiro o voo é consultado de novo.',
  },
  next_leg_boarding: {
    es: 'el vuelo siguiente ya está embarcando.',
    en: 'the next flight is boarding already.',
    pt: 'o voo seguinte já está embarcando.',
  },
  no_longer_true: {
    es: 'cuando le tocaba salir ya no era cierto.',
    en: 'it was no longer true when its turn came.',
    pt: 'quando chegou a vez já não era verdade.',
  },
  overtaken: {
    es: 'una novedad posterior lo reemplazó.',
    en: 'later news took its place.',
    pt: 'uma novidade posterior o substituiu.',
  },
  pause_after_delay: {
    es: 'acababa de oír de una demora: el próximo cambio se junta.',
    en: 'they had just heard of a delay: the next change is put together.',
    pt: 'tinha acabado de saber de um atraso: a próxima mudança é agrupada.',
  },
  quiet_hours: {
    es: 'es de noche donde está, y puede esperar.',
    en: 'it is night where they are, and it can wait.',
    pt: 'é noite onde está, e pode esperar.',
  },
  stale: {
    es: 'llegó a saberse demasiado tarde para que sirva.',
    en: 'it became known too late to be of use.',
    pt: 'soube-se tarde demais para ser útil.',
  },
  time_is_past: {
    es: 'la hora conocida ya pasó: una hora pasada no se avisa.',
    en: 'the time that is known is past: a past time is not told.',
    pt: 'o horário conhecido já passou: um horário passado não é avisado.',
  },
  told_with_connection: {
    es: 'lo dice el mensaje sobre la conexión.',
    en: 'the message about the connection says it.',
    pt: 'a mensagem sobre a conexão já diz isso.',
  },
  too_late: {
    es: 'ya era demasiado cerca de la salida.',
    en: 'it was too near the departure already.',
    pt: 'já era perto demais da partida.',
  },
  first_gate: {
    es: 'es la primera que se conoce, y no un cambio: va en el recordatorio o el embarque.',
    en: 'it is the first that is known, and no change: it is in the reminder or the call to board.',
    pt: 'é o primeiro conhecido, e não uma mudança: vai no lembrete ou na chamada para embarque.',
  },
  gate_outside_window: {
    es: 'cambió demasiado antes de la salida: va en el próximo mensaje del vuelo.',
    en: 'it changed too long before the departure: it goes into the next message about the flight.',
    pt: 'mudou muito antes da partida: vai na próxima mensagem sobre o voo.',
  },
  gate_not_told: {
    es: 'ningún mensaje la dijo: lo que pasó está en las otras líneas de este vuelo.',
    en: 'no message said it: what happened is in the other lines of this flight.',
    pt: 'nenhuma mensagem o disse: o que houve está nas outras linhas deste voo.',
  },
  group_is_told_first: {
    es: 'primero se avisa al grupo, y después a quien lo guía.',
    en: 'the group is told first, and its guide after it.',
    pt: 'primeiro se avisa o grupo, e depois quem o guia.',
  },
  no_consent: {
    es: 'no consta que haya aceptado recibir mensajes.',
    en: 'there is no record that they agreed to be written to.',
    pt: 'não consta que tenha aceitado receber mensagens.',
  },
  no_number: {
    es: 'no tiene número de WhatsApp.',
    en: 'they have no number for WhatsApp.',
    pt: 'não tem número de WhatsApp.',
  },
  nobody_was_told: {
    es: 'a nadie del grupo había que avisarle.',
    en: 'nobody of the group had to be told.',
    pt: 'ninguém do grupo precisava ser avisado.',
  },
  not_for_role: {
    es: 'no es para su papel en este viaje.',
    en: 'it is not for their role on this trip.',
    pt: 'não é para o seu papel nesta viagem.',
  },
  number_corrected: {
    es: 'el número se corrigió: lo oye el nuevo.',
    en: 'the number was corrected: the new one hears it.',
    pt: 'o número foi corrigido: o novo recebe.',
  },
  opted_out: {
    es: 'pidió no recibir más mensajes.',
    en: 'they asked for no more messages.',
    pt: 'pediu para não receber mais mensagens.',
  },
  trip_edited: {
    es: 'la agencia cambió el viaje.',
    en: 'the agency changed the trip.',
    pt: 'a agência mudou a viagem.',
  },
  trip_withdrawn: {
    es: 'la agencia dio de baja el viaje.',
    en: 'the agency withdrew the trip.',
    pt: 'a agência retirou a viagem.',
  },
  agency_suspended: {
    es: 'la cuenta de la agencia está suspendida: espera.',
    en: 'the agency’s account is suspended: it waits.',
    pt: 'a conta da agência está suspensa: espera.',
  },
  sending_live: {
    es: 'los envíos acaban de volver: quien escribió espera a una persona.',
    en: 'sending has just come back: whoever wrote waits for a person.',
    pt: 'os envios acabaram de voltar: quem escreveu espera uma pessoa.',
  },
  sending_resumed: {
    es: 'los envíos volvieron, y se decidió de nuevo con lo que vale ahora.',
    en: 'sending is back, and it was decided again by what holds now.',
    pt: 'os envios voltaram, e foi decidido de novo com o que vale agora.',
  },
  shadow: {
    es: 'los envíos estaban en sombra: se decidió y se anotó, y no salió.',
    en: 'sending was in shadow: it was decided and noted, and did not go out.',
    pt: 'os envios estavam em sombra: foi decidido e anotado, e não saiu.',
  },
  stopped: {
    es: 'no se envió: alguien de la agencia lo detuvo.',
    en: 'it was not sent: somebody of the agency stopped it.',
    pt: 'não foi enviada: alguém da agência a interrompeu.',
  },
  test_failed: {
    es: 'era una prueba, y no llegó al teléfono de la agencia.',
    en: 'it was a test, and did not reach the phone of the agency.',
    pt: 'era um teste, e não chegou ao telefone da agência.',
  },
  sending_paused: {
    es: 'los envíos están en pausa.',
    en: 'sending is paused.',
    pt: 'os envios estão em pausa.',
  },
  sending_shadow: {
    es: 'los envíos están en sombra: se decide y se anota, y nada sale.',
    en: 'sending is in shadow: it is decided and noted, and nothing goes out.',
    pt: 'os envios estão em sombra: decide-se e anota-se, e nada sai.',
  },
  sending_test: {
    es: 'los envíos están a prueba: sale solo a teléfonos de la agencia.',
    en: 'sending is in test: it goes to phones of the agency alone.',
    pt: 'os envios estão em teste: vai só para telefones da agência.',
  },
  incident_taken: {
    es: 'alguien tomó el incidente mientras esperaba.',
    en: 'somebody took the incident while it waited.',
    pt: 'alguém assumiu o incidente enquanto esperava.',
  },
  nobody_on_duty: {
    es: 'no hay nadie de guardia.',
    en: 'nobody is on duty.',
    pt: 'não há ninguém de plantão.',
  },
  nothing_to_say: {
    es: 'no había nada que contar.',
    en: 'there was nothing to say.',
    pt: 'não havia nada a dizer.',
  },
  waits_for_digest: {
    es: 'no es urgente: va en el resumen del día.',
    en: 'it is not urgent: it goes into the digest of the day.',
    pt: 'não é urgente: vai no resumo do dia.',
  },
  expired: {
    es: 'no pudo salir a tiempo.',
    en: 'it could not go out in time.',
    pt: 'não pôde sair a tempo.',
  },
  given_up: {
    es: 'se intentó hasta que ya no servía.',
    en: 'it was tried until it was of no use.',
    pt: 'foi tentado até já não servir.',
  },
  needs_redecision: {
    es: 'resultó no enviado, y se decidió de nuevo.',
    en: 'it turned out unsent, and was decided anew.',
    pt: 'constatou-se que não foi enviado, e foi decidido de novo.',
  },
  refused: {
    es: 'WhatsApp lo rechazó para siempre.',
    en: 'WhatsApp refused it for good.',
    pt: 'o WhatsApp recusou em definitivo.',
  },
  answer_refused: {
    es: 'lo que propuso el modelo afirmaba algo que no consta.',
    en: 'what the model proposed claimed something that is not on record.',
    pt: 'o que o modelo propôs afirmava algo que não consta.',
  },
  answered_meanwhile: {
    es: 'entretanto ya se había respondido.',
    en: 'it had been answered meanwhile.',
    pt: 'nesse meio-tempo já tinha sido respondido.',
  },
  conversation_gone: {
    es: 'la conversación ya no existe.',
    en: 'the conversation does not exist any more.',
    pt: 'a conversa já não existe.',
  },
  document_gone: {
    es: 'el documento ya no está cargado.',
    en: 'the document is not on file any more.',
    pt: 'o documento já não está no arquivo.',
  },
  later_word_heard: {
    es: 'ya se había oído un mensaje posterior.',
    en: 'a later message had been heard already.',
    pt: 'uma mensagem posterior já tinha sido ouvida.',
  },
  media_fetched_first: {
    es: 'primero se descargan los archivos que envió.',
    en: 'the files that they sent are fetched first.',
    pt: 'primeiro são baixados os arquivos que enviou.',
  },
  model_asked: {
    es: 'se le pregunta a un modelo.',
    en: 'a model is asked.',
    pt: 'pergunta-se a um modelo.',
  },
  needs_no_answer: {
    es: 'lo que escribió no pide respuesta.',
    en: 'what they wrote needs no answer.',
    pt: 'o que escreveu não pede resposta.',
  },
  newer_question: {
    es: 'entretanto preguntó otra cosa.',
    en: 'they asked something else meanwhile.',
    pt: 'nesse meio-tempo perguntou outra coisa.',
  },
  no_trip: {
    es: 'no tiene viajes con la agencia, y eso ya se le dijo hoy.',
    en: 'they have no trip with the agency, and were told so today.',
    pt: 'não tem viagens com a agência, e isso já lhe foi dito hoje.',
  },
  only_for_travellers: {
    es: 'los documentos son para quien viaja.',
    en: 'documents are for who travels.',
    pt: 'os documentos são para quem viaja.',
  },
  question_gone: {
    es: 'la pregunta ya no esperaba respuesta.',
    en: 'the question waited for no answer any more.',
    pt: 'a pergunta já não esperava resposta.',
  },
  rest_of_question: {
    es: 'se espera por si sigue escribiendo.',
    en: 'they may be writing on: that is waited for.',
    pt: 'espera-se caso continue escrevendo.',
  },
  taken_over: {
    es: 'una persona de la agencia tiene la conversación.',
    en: 'a person of the agency has the conversation.',
    pt: 'uma pessoa da agência está com a conversa.',
  },
  withdrawn: {
    es: 'su viaje fue dado de baja, y eso ya se le dijo hoy.',
    en: 'their trip was withdrawn, and they were told so today.',
    pt: 'a viagem foi retirada, e isso já lhe foi dito hoje.',
  },
};
