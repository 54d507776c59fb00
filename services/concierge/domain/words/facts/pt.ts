import { oneLine } from '../../multiline.ts';
import type { FactWords } from './words.ts';

/** Portuguese of Brazil. */
export const pt: FactWords = {
  duration: 'Duração',
  airport: 'Aeroporto',
  noTerminal: 'ainda não sei; está nas telas do aeroporto',
  notYetLanded: 'Ainda não pousou: a esteira é conhecida na chegada.',
  timeUntil: (left) => `Faltam *${left}* para a saída.`,
  hasLeft: 'O voo já saiu.',
  beAtAirport: (moment, lead) =>
    `O ideal é estar no aeroporto em *${moment}*, ${lead} antes da saída.`,
  leaveInTime: 'O caminho depende do trânsito: melhor sair com folga.',
  yourFlight: (flight, from, to) => `Seu voo é o *${flight}*, de ${from} para ${to}.`,
  notYours: (flight, own, agency) =>
    `O *${flight}* não é um dos seus voos com a ${agency}. Os seus: ${own}.`,
  return: '↩️ *Sua volta*',
  onlyReturnDate: (date, agency) => oneLine`
    A volta é em *${date}*. O voo de volta eu ainda não tenho aqui: a ${agency} confirma para você.
  `,
  flights: '✈️ *Seus voos*',
  isCancelled: 'cancelado',
  connection: {
    none: 'É um voo direto: não há conexão.',
    next: (flight, departure) => `🔁 Conexão: *${flight}*, sai em *${departure}*.`,
    possible: (margin, minimum) => oneLine`
      Entre um voo e outro há *${margin}*; são precisos uns ${minimum}. Por enquanto dá tempo.
    `,
    atRisk: (margin, minimum) => oneLine`
      Entre um voo e outro há *${margin}* e são precisos uns ${minimum}: está apertado. Ao pousar, o
      melhor é ir direto ao próximo portão e avisar a tripulação.
    `,
    missed: 'Com os horários de agora não dá tempo de pegar esse voo.',
  },
  map: '🗺️ Mapa',
  transferAt: (when, place) => `🚐 Transfer: *${when}*${place === '' ? '' : `, ${place}`}`,
  transferContact: '📞 Contato do transfer',
  travellers: '👥 *Quem viaja*',
  openingHours: (place, hours) => `🕒 ${place}: ${hours}`,
  placeAt: (place, address) => `📍 ${place}: ${address}`,
  baggage: (included) => `🧳 Bagagem incluída: *${included}*`,
  seat: (seat) => `💺 Assento: *${seat}*`,
  checkIn: (link) => `✅ O check-in é feito aqui: ${link}`,
  checkInOpens: (when) => `🕒 O check-in abre: ${when}`,
  agencyHours: (agency, hours) => `🕒 A ${agency} atende ${hours}.`,
  agencyPhone: (agency, phone) => `📞 Telefone da ${agency}: ${phone}`,
  emergencyPhone: (agency, phone) => `🆘 Emergências da ${agency}, a qualquer hora: ${phone}`,
  localTime: (clock, city) => `🕒 Em ${city} são *${clock}*.`,
  sameTime: (city, home) => `${city} e ${home} têm o mesmo horário.`,
  ahead: (city, home, difference) => `Em ${city} são ${difference} a mais que em ${home}.`,
  behind: (city, home, difference) => `Em ${city} são ${difference} a menos que em ${home}.`,
  emergencyNumbers: (country, numbers) => `🆘 Emergência em ${country}: *${numbers}*`,
  why: (agency, about) => oneLine`
    Escrevo porque a ${agency} organiza a sua viagem e deixou este número para avisar o que
    acontecer com ela.${about === null ? '' : ` A última mensagem foi sobre ${about}.`} Para não
    receber mais mensagens, basta responder PARAR.
  `,
  about: {
    booking: 'a sua reserva',
    reminder: 'o lembrete do seu voo',
    time: 'uma mudança de horário do seu voo',
    gate: 'o portão do seu voo',
    boarding: 'o embarque do seu voo',
    cancelled: 'o cancelamento do seu voo',
    diverted: 'o desvio do seu voo',
    connection: 'a sua conexão',
    landing: 'a sua chegada',
    itinerary: 'o seu roteiro',
  },
  whoAreYou: (agency) => oneLine`
    Sou o assistente virtual da ${agency}: cuido da sua viagem, aviso o que mudar e respondo por
    aqui. Por trás há pessoas da agência, que continuam a conversa quando é preciso.
  `,
  isBot: (agency) => oneLine`
    Sim, sou um assistente automático. Por trás há pessoas da ${agency}: para falar com uma delas,
    basta escrever *uma pessoa*.
  `,
  languages: 'Falo português, español e English: respondo no idioma em que você escrever.',
  goodbye: 'Boa viagem! 👋',
  wishes: 'Obrigado, igualmente! 😊',
  sorry: 'Sem problema. 😊',
  arrived: (city) => `Que bom! Aproveitem ${city}. 🙌`,
  mood: '😊 Estou aqui para o que precisar da viagem.',
  papers: { passport: 'seu passaporte', visa: 'seu visto', invoice: 'sua nota fiscal' },
};
