import type { Language } from '#shared/domain/trip.ts';

/** Words of the monthly report. `{…}` is filled in. */
export interface ReportWords {
  readonly locale: string;
  readonly subject: string;
  readonly preview: string;
  readonly delivered: string;
  readonly toPhone: string;
  readonly firstAnswer: string;
  readonly before: string;
  readonly half: string;
  readonly none: string;
  readonly perDay: string;
  readonly perDayNote: string;
  readonly arrived: string;
  readonly sent: string;
  readonly reached: string;
  readonly opened: string;
  readonly openedNote: string;
  readonly failed: string;
  readonly news: string;
  readonly newsNote: string;
  readonly held: string;
  readonly questions: string;
  readonly questionsNote: string;
  readonly by: Readonly<Record<'assistant' | 'person' | 'nobody', string>>;
  readonly handoffs: string;
  readonly handoffsNote: string;
  readonly handoffsHalf: string;
  readonly wakings: string;
  readonly wakingsNote: string;
  readonly noWakings: string;
  readonly incidents: string;
  readonly incidentsNote: string;
  readonly noFlight: string;
  readonly cost: string;
  readonly costNote: string;
  readonly categories: Readonly<Record<'template' | 'reply' | 'model', string>>;
  readonly others: string;
  readonly open: string;
  readonly footer: string;
  readonly types: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

const es: ReportWords = {
  locale: 'es-AR',
  subject: '{month}: el mes de {agency}',
  preview: 'Mensajes: {sent}; entregados: {share}.',
  delivered: 'mensajes entregados',
  toPhone: 'de la novedad al teléfono',
  firstAnswer: 'primera respuesta',
  before: 'mes anterior: {value}',
  half: 'la mitad, en menos',
  none: 'sin datos',
  perDay: 'Mensajes por día',
  perDayNote: 'El día de más mensajes fue el {day}: {count}. Hay respuestas incluidas.',
  arrived: 'Qué llegó',
  sent: 'Enviados',
  reached: 'Entregados',
  opened: 'Leídos',
  openedNote: 'Sin las respuestas. Quien oculta la lectura en WhatsApp cuenta como no leído.',
  failed: 'No llegaron',
  news: 'De la aerolínea al teléfono',
  newsNote: 'Desde que lo leímos hasta que llegó: la mitad en {half}, nueve de diez en {most}.',
  held: 'Esperaron a la mañana o a saber más, y no cuentan: {count}.',
  questions: 'Preguntas de viajeros',
  questionsNote: 'Preguntas: {count}. Quién dio la primera respuesta:',
  by: { assistant: 'el asistente', person: 'una persona', nobody: 'nadie todavía' },
  handoffs: 'Pasaron a una persona',
  handoffsNote: 'Conversaciones: {count}.',
  handoffsHalf: 'La mitad, atendidas en {half}.',
  wakings: 'Despertares',
  wakingsNote: 'Mensajes en horas de descanso: {count}; personas: {people}.',
  noWakings: 'A nadie se le escribió en sus horas de descanso.',
  incidents: 'Incidentes por aerolínea',
  incidentsNote: 'En total: {count}; urgentes: {urgent}; personas sin aviso: {unreached}.',
  noFlight: 'sin vuelo',
  cost: 'Costo estimado',
  costNote: 'A precios de lista: {total} en total.',
  categories: { template: 'plantillas', reply: 'respuestas', model: 'modelo de lenguaje' },
  others: 'otros',
  open: 'Ver los informes',
  footer:
    'Este correo va a los responsables de {agency} una vez por mes. Los días son los de {zone}.',
  types: {
    reservation_confirmation: 'confirmación',
    '24h_reminder': 'recordatorio',
    delayed: 'demora',
    departure_moved_earlier: 'salida adelantada',
    back_on_time: 'otra vez en hora',
    gate_change: 'cambio de puerta',
    boarding: 'embarque',
    cancelled: 'cancelación',
    reinstated: 'vuelve a operar',
    diverted: 'desvío',
    connection_at_risk: 'conexión en riesgo',
    connection_missed: 'conexión perdida',
    connection_restored: 'conexión recuperada',
    departed: 'despegue',
    landing: 'aterrizaje',
    trip_changed: 'cambio del viaje',
    trip_cancelled: 'viaje anulado',
    itinerary_ready: 'itinerario',
  },
  reasons: {
    emergency: 'emergencia',
    missed: 'vuelo perdido',
    distress: 'en apuros',
    disruption: 'tras un trastorno del vuelo',
    complaint: 'queja',
    asked: 'pidió una persona',
    request: 'pedido de cambio',
  },
};

const en: ReportWords = {
  locale: 'en-GB',
  subject: '{month}: the month of {agency}',
  preview: 'Messages: {sent}; delivered: {share}.',
  delivered: 'messages delivered',
  toPhone: 'from the news to the phone',
  firstAnswer: 'first answer',
  before: 'month before: {value}',
  half: 'half of them, within',
  none: 'no data',
  perDay: 'Messages a day',
  perDayNote: 'The day with the most was {day}: {count}. Answers are included.',
  arrived: 'What arrived',
  sent: 'Sent',
  reached: 'Delivered',
  opened: 'Read',
  openedNote: 'Without answers. Who hides in WhatsApp what they have read counts as not read.',
  failed: 'Did not arrive',
  news: 'From the airline to the phone',
  newsNote: 'From our reading until it was there: half within {half}, nine of ten within {most}.',
  held: 'Waited for the morning or to know more, and do not count: {count}.',
  questions: 'Travellers’ questions',
  questionsNote: 'Questions: {count}. Who gave the first answer:',
  by: { assistant: 'the assistant', person: 'a person', nobody: 'nobody so far' },
  handoffs: 'Handed over to a person',
  handoffsNote: 'Conversations: {count}.',
  handoffsHalf: 'Half were taken within {half}.',
  wakings: 'Wakings',
  wakingsNote: 'Messages in quiet hours: {count}; people: {people}.',
  noWakings: 'Nobody was written to in their quiet hours.',
  incidents: 'Incidents by airline',
  incidentsNote: 'In all: {count}; urgent: {urgent}; people not reached: {unreached}.',
  noFlight: 'no flight',
  cost: 'Estimated cost',
  costNote: 'At list prices: {total} in all.',
  categories: { template: 'templates', reply: 'replies', model: 'language model' },
  others: 'others',
  open: 'Open the reports',
  footer: 'This mail goes to the owners of {agency} once a month. Days are those of {zone}.',
  types: {
    reservation_confirmation: 'confirmation',
    '24h_reminder': 'reminder',
    delayed: 'delay',
    departure_moved_earlier: 'earlier departure',
    back_on_time: 'back on time',
    gate_change: 'gate change',
    boarding: 'boarding',
    cancelled: 'cancellation',
    reinstated: 'reinstated',
    diverted: 'diversion',
    connection_at_risk: 'connection at risk',
    connection_missed: 'missed connection',
    connection_restored: 'connection restored',
    departed: 'departure',
    landing: 'landing',
    trip_changed: 'trip changed',
    trip_cancelled: 'trip cancelled',
    itinerary_ready: 'itinerary',
  },
  reasons: {
    emergency: 'emergency',
    missed: 'missed flight',
    distress: 'in trouble',
    disruption: 'after a disruption',
    complaint: 'complaint',
    asked: 'asked for a person',
    request: 'asked for a change',
  },
};

const pt: ReportWords = {
  locale: 'pt-BR',
  subject: '{month}: o mês da {agency}',
  preview: 'Mensagens: {sent}; entregues: {share}.',
  delivered: 'mensagens entregues',
  toPhone: 'da novidade ao telefone',
  firstAnswer: 'primeira resposta',
  before: 'mês anterior: {value}',
  half: 'metade, em menos de',
  none: 'sem dados',
  perDay: 'Mensagens por dia',
  perDayNote: 'O dia com mais mensagens foi {day}: {count}. As respostas estão incluídas.',
  arrived: 'O que chegou',
  sent: 'Enviadas',
  reached: 'Entregues',
  opened: 'Lidas',
  openedNote: 'Sem as respostas. Quem oculta a leitura no WhatsApp conta como não lida.',
  failed: 'Não chegaram',
  news: 'Da companhia aérea ao telefone',
  newsNote: 'Da nossa leitura até chegar: metade em {half}, nove de dez em {most}.',
  held: 'Esperaram a manhã ou por saber mais, e não contam: {count}.',
  questions: 'Perguntas de viajantes',
  questionsNote: 'Perguntas: {count}. Quem deu a primeira resposta:',
  by: { assistant: 'o assistente', person: 'uma pessoa', nobody: 'ninguém ainda' },
  handoffs: 'Passaram para uma pessoa',
  handoffsNote: 'Conversas: {count}.',
  handoffsHalf: 'Metade, atendidas em {half}.',
  wakings: 'Despertares',
  wakingsNote: 'Mensagens em horas de descanso: {count}; pessoas: {people}.',
  noWakings: 'Ninguém recebeu mensagens em suas horas de descanso.',
  incidents: 'Incidentes por companhia aérea',
  incidentsNote: 'No total: {count}; urgentes: {urgent}; pessoas sem aviso: {unreached}.',
  noFlight: 'sem voo',
  cost: 'Custo estimado',
  costNote: 'A preços de tabela: {total} no total.',
  categories: { template: 'modelos', reply: 'respostas', model: 'modelo de linguagem' },
  others: 'outros',
  open: 'Ver os relatórios',
  footer: 'Este e-mail vai aos responsáveis da {agency} uma vez por mês. Os dias são de {zone}.',
  types: {
    reservation_confirmation: 'confirmação',
    '24h_reminder': 'lembrete',
    delayed: 'atraso',
    departure_moved_earlier: 'partida antecipada',
    back_on_time: 'de novo no horário',
    gate_change: 'troca de portão',
    boarding: 'embarque',
    cancelled: 'cancelamento',
    reinstated: 'voltou a operar',
    diverted: 'desvio',
    connection_at_risk: 'conexão em risco',
    connection_missed: 'conexão perdida',
    connection_restored: 'conexão recuperada',
    departed: 'decolagem',
    landing: 'pouso',
    trip_changed: 'mudança da viagem',
    trip_cancelled: 'viagem cancelada',
    itinerary_ready: 'roteiro',
  },
  reasons: {
    emergency: 'emergência',
    missed: 'voo perdido',
    distress: 'em apuros',
    disruption: 'após um transtorno do voo',
    complaint: 'reclamação',
    asked: 'pediu uma pessoa',
    request: 'pedido de mudança',
  },
};

/** The words of each language. */
export const reportWords: Readonly<Record<Language, ReportWords>> = { es, en, pt };

/** A text with its places filled in. */
export const filled = (
  text: string,
  values: Readonly<Record<string, string | number>> = {},
): string => text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
