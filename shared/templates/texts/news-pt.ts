import type { News } from './text.ts';

/** What happened to others, in Portuguese. */
export const newsPt: News = {
  flight: (flight, travellers) =>
    travellers === '' ? `o voo ${flight}` : `o voo ${flight} de ${travellers}`,
  trip: (travellers) => `a viagem de ${travellers}`,
  route: (origin, destination) => `de ${origin} para ${destination}`,
  arrives: (at) => `, chegada ${at}`,
  before: (departure) => `; antes, ${departure}`,
  onTicket: (departure) => `; na passagem, ${departure}`,
  leavesSoon: (who, route, airportAt) =>
    `falta pouco para ${who}, ${route}; horário recomendado no aeroporto: ${airportAt}`,
  note: (note) => `; mensagem da agência: ${note}`,
  delayed: (who, late) => `${who} está com atraso de ${late}`,
  newDeparture: (departure) => `; nova partida: ${departure}`,
  early: '; o check-in mantém o horário original e o atraso pode diminuir',
  near: '; o atraso pode diminuir',
  earlier: (who) => `${who} foi antecipado, e o check-in também pode encerrar antes`,
  shrank: (who) => `o atraso diminuiu: ${who} agora parte antes do que informamos`,
  gone: (who, departure, before) =>
    `${who} já partiu, ${departure}, antes do que informamos (${before}); se alguém não está a bordo, é preciso avisar agora`,
  backOnTime: (who) => `${who} voltou ao horário previsto`,
  reinstated: (who) => `${who} não está mais cancelado`,
  changed: {
    gate: (who) => `mudou o portão: ${who}`,
    terminal: (who) => `mudou o terminal: ${who}`,
    both: (who) => `mudaram o terminal e o portão: ${who}`,
    first: (who) => `já tem portão ${who}`,
  },
  boarding: (who) => `o embarque está próximo: ${who}`,
  unchecked: (where) => `${where} (conferir nas telas do aeroporto)`,
  screens: 'ver as telas do aeroporto',
  cancelled: (who, route, departure) => `foi cancelado ${who}, ${route}, partida ${departure}`,
  refund: '; convém falar com a agência antes de aceitar um reembolso',
  diverted: (who, airport) => `${who} foi desviado para ${airport || 'outro aeroporto'}`,
  departed: (who, origin, departure) => `${who} partiu de ${origin}: ${departure}`,
  expected: (arrival) => `; chegada prevista: ${arrival}`,
  bound: (destination) => `, com destino a ${destination}`,
  landed: (travellers, city) => `o voo de ${travellers} chegou a ${city}`,
  belt: (belt) => `; a bagagem sai na esteira ${belt}`,
  stay: (stay) => `; hospedagem: ${stay}`,
  next: (flight, destination, departure, left) =>
    `; próximo voo: ${flight} para ${destination}, partida ${departure}, faltam ${left}`,
  connection: {
    connection_at_risk: (travellers, city) =>
      `há pouco tempo para a conexão de ${travellers} em ${city}`,
    connection_missed: (travellers, city) =>
      `não há tempo para a conexão de ${travellers} em ${city}; costuma haver alternativas`,
    connection_restored: (travellers, city) =>
      `voltou a haver tempo para a conexão de ${travellers} em ${city}`,
  },
  connecting: (flight, flying, next) => `; o voo ${flight} agora ${flying}; ${next}`,
  changeTo: (flight, destination, departure) =>
    `conexão: ${flight} para ${destination}, partida ${departure}`,
  tripChanged: (trip, now, before) => `mudou ${trip}; agora: ${now}; antes: ${before}`,
  tripCancelled: (trip, flight) => `a agência cancelou ${trip}: ${flight}`,
  told: (count) => `${count} com aviso`,
  toCall: (count) => `${count} por ligar`,
  pending: (count) => `${count} ainda sem aviso`,
};
