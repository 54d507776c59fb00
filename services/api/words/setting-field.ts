import type { Settings } from '#shared/domain/settings.ts';
import type { Words } from '#shared/domain/words.ts';

type PathIn<T> = {
  [K in keyof T & string]: T[K] extends object ? `${K}.${PathIn<T[K]>}` : K;
}[keyof T & string];
/** A field of the settings by its path: `notification_preferences.getting_up_hours.domestic`. */
export type SettingField = PathIn<Settings>;

/** What fields of the settings are about. */
export const settingGroups = [
  'night',
  'before',
  'delays',
  'connections',
  'arrival',
  'whom',
  'failing',
  'assistant',
  'usage',
  'privacy',
] as const;

/** What a field says, as a sentence: its value stands at `_`; a switch is the whole sentence. */
interface FieldWords extends Words {
  readonly group: (typeof settingGroups)[number];
}

/** Every field of the settings as a sentence, in the order in which people read them. */
export const settingFieldWords: Readonly<Record<SettingField, FieldWords>> = {
  'quiet_hours.start': {
    group: 'night',
    es: 'De noche no escribimos: el silencio empieza a las _ donde esté el viajero.',
    en: 'At night we do not write: it is quiet from _ where the traveller is.',
    pt: 'À noite não escrevemos: o silêncio começa às _ onde o viajante estiver.',
  },
  'quiet_hours.end': {
    group: 'night',
    es: 'El silencio termina a las _; con la misma hora en los dos nunca lo hay.',
    en: 'It is quiet until _; with the same time in both it never is.',
    pt: 'O silêncio termina às _; com a mesma hora nos dois nunca existe.',
  },
  'notification_preferences.getting_up_hours.domestic': {
    group: 'night',
    es: 'Un cambio puede despertar al viajero desde _ horas antes de un vuelo dentro de un país.',
    en: 'A change may wake the traveller from _ hours before a flight within one country.',
    pt: 'Uma mudança pode acordar o viajante desde _ horas antes de um voo dentro de um país.',
  },
  'notification_preferences.getting_up_hours.international': {
    group: 'night',
    es: 'Un cambio puede despertar al viajero desde _ horas antes de un vuelo internacional.',
    en: 'A change may wake the traveller from _ hours before an international flight.',
    pt: 'Uma mudança pode acordar o viajante desde _ horas antes de um voo internacional.',
  },
  'notification_preferences.reminder_enabled': {
    group: 'before',
    es: 'Recordamos el vuelo el día anterior.',
    en: 'We remind of the flight on the day before.',
    pt: 'Lembramos o voo no dia anterior.',
  },
  'notification_preferences.airport_lead_hours.domestic': {
    group: 'before',
    es: 'Pedimos estar en el aeropuerto _ horas antes de un vuelo dentro de un país.',
    en: 'We ask to be at the airport _ hours before a flight within one country.',
    pt: 'Pedimos para estar no aeroporto _ horas antes de um voo dentro de um país.',
  },
  'notification_preferences.airport_lead_hours.international': {
    group: 'before',
    es: 'Pedimos estar en el aeropuerto _ horas antes de un vuelo internacional.',
    en: 'We ask to be at the airport _ hours before an international flight.',
    pt: 'Pedimos para estar no aeroporto _ horas antes de um voo internacional.',
  },
  'notification_preferences.terminal_alert_hours': {
    group: 'before',
    es: 'Avisamos de otra terminal desde _ horas antes de salir.',
    en: 'We tell of another terminal from _ hours before departure.',
    pt: 'Avisamos de outro terminal desde _ horas antes de partir.',
  },
  'notification_preferences.gate_alert_hours': {
    group: 'before',
    es: 'Avisamos de otra puerta desde _ horas antes de salir.',
    en: 'We tell of another gate from _ hours before departure.',
    pt: 'Avisamos de outro portão desde _ horas antes de partir.',
  },
  'notification_preferences.boarding_enabled': {
    group: 'before',
    es: 'Llamamos a embarcar.',
    en: 'We call to board.',
    pt: 'Chamamos para embarcar.',
  },
  'notification_preferences.boarding_lead_minutes': {
    group: 'before',
    es: 'La llamada a embarcar sale _ minutos antes de la salida.',
    en: 'The call to board is sent _ minutes before departure.',
    pt: 'A chamada para embarcar sai _ minutos antes da partida.',
  },
  'notification_preferences.delay_threshold_minutes': {
    group: 'delays',
    es: 'Avisamos de una demora cuando la salida cambia _ minutos o más.',
    en: 'We tell of a delay when the departure changes by _ minutes or more.',
    pt: 'Avisamos de um atraso quando a partida muda _ minutos ou mais.',
  },
  'notification_preferences.delay_threshold_later_minutes': {
    group: 'delays',
    es: 'Desde la tercera demora, cuando la salida cambia _ minutos o más.',
    en: 'From the third delay on, when the departure changes by _ minutes or more.',
    pt: 'Desde o terceiro atraso, quando a partida muda _ minutos ou mais.',
  },
  'notification_preferences.delay_cooldown_minutes': {
    group: 'delays',
    es: 'Entre una demora y la siguiente esperamos _ minutos, por si cambia.',
    en: 'Between one delay and the next we wait for _ minutes, in case it changes.',
    pt: 'Entre um atraso e o seguinte esperamos _ minutos, caso mude.',
  },
  'notification_preferences.earlier_threshold_minutes': {
    group: 'delays',
    es: 'Avisamos de que sale antes cuando se adelanta _ minutos o más.',
    en: 'We tell of an earlier departure when it is earlier by _ minutes or more.',
    pt: 'Avisamos de que sai antes quando se adianta _ minutos ou mais.',
  },
  'notification_preferences.task_delay_minutes': {
    group: 'delays',
    es: 'Una demora de _ minutos es también trabajo para la agencia.',
    en: 'A delay of _ minutes is work for the agency as well.',
    pt: 'Um atraso de _ minutos também é trabalho para a agência.',
  },
  'feature_flags.flight_alerts': {
    group: 'delays',
    es: 'Usamos los avisos inmediatos del servicio de vuelos, donde los hay.',
    en: 'We use the immediate alerts of the flight service, where there are any.',
    pt: 'Usamos os avisos imediatos do serviço de voos, onde existem.',
  },
  'notification_preferences.minimum_connection_minutes.domestic': {
    group: 'connections',
    es: 'Una conexión dentro de un país es justa con menos de _ minutos.',
    en: 'A connection within one country is tight below _ minutes.',
    pt: 'Uma conexão dentro de um país é apertada com menos de _ minutos.',
  },
  'notification_preferences.minimum_connection_minutes.international': {
    group: 'connections',
    es: 'Una conexión internacional es justa con menos de _ minutos.',
    en: 'An international connection is tight below _ minutes.',
    pt: 'Uma conexão internacional é apertada com menos de _ minutos.',
  },
  'notification_preferences.minimum_connection_minutes.other_airport': {
    group: 'connections',
    es: 'Una conexión desde otro aeropuerto de la ciudad es justa con menos de _ minutos.',
    en: 'A connection from another airport of the city is tight below _ minutes.',
    pt: 'Uma conexão desde outro aeroporto da cidade é apertada com menos de _ minutos.',
  },
  'notification_preferences.landing_enabled': {
    group: 'arrival',
    es: 'Damos la bienvenida al aterrizar.',
    en: 'We welcome after landing.',
    pt: 'Damos as boas-vindas ao pousar.',
  },
  'notification_preferences.landing_in_quiet_hours': {
    group: 'arrival',
    es: 'La bienvenida sale también de noche.',
    en: 'The welcome is sent at night too.',
    pt: 'As boas-vindas saem também à noite.',
  },
  'notification_preferences.landing_stale_hours': {
    group: 'arrival',
    es: 'La bienvenida sale hasta _ horas después de aterrizar.',
    en: 'The welcome is sent until _ hours after landing.',
    pt: 'As boas-vindas saem até _ horas depois de pousar.',
  },
  'notification_preferences.require_explicit_consent': {
    group: 'whom',
    es: 'Solo escribimos a quien dio su consentimiento expreso.',
    en: 'We only write to those who gave their explicit consent.',
    pt: 'Só escrevemos a quem deu seu consentimento expresso.',
  },
  'notification_preferences.voseo': {
    group: 'whom',
    es: 'En español tratamos de vos: _.',
    en: 'In Spanish we say vos: _.',
    pt: 'Em espanhol tratamos por vos: _.',
  },
  'retry_limits.attempts': {
    group: 'failing',
    es: 'Tras _ fallos dejamos de intentar una respuesta, y lo importante pasa a ustedes.',
    en: 'After _ failures we give up an answer, and what matters goes to you.',
    pt: 'Após _ falhas deixamos de tentar uma resposta, e o importante passa a vocês.',
  },
  'retry_limits.base_seconds': {
    group: 'failing',
    es: 'Tras un fallo volvemos a intentar a los _ segundos.',
    en: 'After a failure we try again after _ seconds.',
    pt: 'Após uma falha tentamos de novo após _ segundos.',
  },
  'retry_limits.factor': {
    group: 'failing',
    es: 'Cada intento espera _ veces lo que el anterior.',
    en: 'Each try waits _ times as long as the one before.',
    pt: 'Cada tentativa espera _ vezes a anterior.',
  },
  'retry_limits.jitter': {
    group: 'failing',
    es: 'Esa espera varía al azar en esta parte: _.',
    en: 'That wait varies by chance by this share: _.',
    pt: 'Essa espera varia ao acaso nesta parte: _.',
  },
  'retry_limits.cap_seconds': {
    group: 'failing',
    es: 'Nunca se esperan más de _ segundos.',
    en: 'It is never longer than _ seconds.',
    pt: 'Nunca se esperam mais de _ segundos.',
  },
  'feature_flags.itinerary_approval': {
    group: 'assistant',
    es: 'Un itinerario es un borrador hasta que alguien de la agencia lo aprueba.',
    en: 'An itinerary is a draft until somebody of the agency approves it.',
    pt: 'Um roteiro é um rascunho até que alguém da agência o aprove.',
  },
  'rate_limiting.messages_per_minute': {
    group: 'usage',
    es: 'Salen como mucho _ mensajes por minuto.',
    en: 'At most _ messages leave in a minute.',
    pt: 'Saem no máximo _ mensagens por minuto.',
  },
  'rate_limiting.notices_per_day': {
    group: 'usage',
    es: 'En 24 horas se avisa a _ personas como mucho.',
    en: 'Notices go to at most _ people in 24 hours.',
    pt: 'Em 24 horas avisa-se a _ pessoas no máximo.',
  },
  'rate_limiting.model_usd_per_month': {
    group: 'usage',
    es: 'El modelo de lenguaje puede costar US$ _ al mes; con 0 no se le pregunta.',
    en: 'The language model may cost US$ _ a month; with 0 it is not asked.',
    pt: 'O modelo de linguagem pode custar US$ _ por mês; com 0 não é perguntado.',
  },
  'retention.months': {
    group: 'privacy',
    es: 'Nombres, palabras y archivos se guardan _ meses después del viaje; luego se borran.',
    en: 'Names, words and files are kept for _ months after the journey; then they are erased.',
    pt: 'Nomes, palavras e arquivos são guardados _ meses depois da viagem; depois se apagam.',
  },
};

/** The values of fields that have a few. */
export const settingChoiceWords: Readonly<
  Record<Settings['notification_preferences']['voseo'], Words>
> = {
  by_number: { es: 'según el número', en: 'by their number', pt: 'conforme o número' },
  always: { es: 'siempre', en: 'always', pt: 'sempre' },
  never: { es: 'nunca', en: 'never', pt: 'nunca' },
};
