import type { News } from './text.ts';

/** What happened to others, in Spanish. */
export const newsEs: News = {
  flight: (flight, travellers) =>
    travellers === '' ? `el vuelo ${flight}` : `el vuelo ${flight} de ${travellers}`,
  trip: (travellers) => `el viaje de ${travellers}`,
  route: (origin, destination) => `de ${origin} a ${destination}`,
  arrives: (at) => `, llegada ${at}`,
  before: (departure) => `; antes, ${departure}`,
  onTicket: (departure) => `; en la reserva, ${departure}`,
  leavesSoon: (who, route, airportAt) =>
    `se acerca ${who}, ${route}; hora recomendada en el aeropuerto: ${airportAt}`,
  note: (note) => `; mensaje de la agencia: ${note}`,
  delayed: (who, late) => `${who} tiene un retraso de ${late}`,
  newDeparture: (departure) => `; nueva salida: ${departure}`,
  early: '; el check-in mantiene su horario y los retrasos pueden acortarse',
  near: '; los retrasos pueden acortarse',
  earlier: (who) => `${who} ahora sale antes, y el check-in también puede cerrar antes`,
  shrank: (who) => `se acortó el retraso: ${who} ahora sale antes de lo avisado`,
  gone: (who, departure, before) =>
    `${who} ya salió, ${departure}, antes de lo avisado (${before}); si alguien no está a bordo, hay que decirlo ahora`,
  backOnTime: (who) => `${who} vuelve a salir a su hora`,
  reinstated: (who) => `${who} ya no está cancelado`,
  changed: {
    gate: (who) => `cambió la puerta: ${who}`,
    terminal: (who) => `cambió la terminal: ${who}`,
    both: (who) => `cambiaron la terminal y la puerta: ${who}`,
    first: (who) => `ya tiene puerta ${who}`,
  },
  boarding: (who) => `se acerca el embarque: ${who}`,
  unchecked: (where) => `${where} (confirmar en las pantallas del aeropuerto)`,
  screens: 'ver las pantallas del aeropuerto',
  cancelled: (who, route, departure) => `se canceló ${who}, ${route}, salida ${departure}`,
  refund: '; conviene hablar con la agencia antes de aceptar un reembolso',
  diverted: (who, airport) => `${who} fue desviado a ${airport || 'otro aeropuerto'}`,
  departed: (who, origin, departure) => `${who} salió de ${origin}: ${departure}`,
  expected: (arrival) => `; llegada estimada: ${arrival}`,
  bound: (destination) => `, rumbo a ${destination}`,
  landed: (travellers, city) => `el vuelo de ${travellers} llegó a ${city}`,
  belt: (belt) => `; el equipaje sale por la cinta ${belt}`,
  stay: (stay) => `; alojamiento: ${stay}`,
  next: (flight, destination, departure, left) =>
    `; próximo vuelo: ${flight} a ${destination}, salida ${departure}, quedan ${left}`,
  connection: {
    connection_at_risk: (travellers, city) =>
      `queda poco tiempo para la conexión de ${travellers} en ${city}`,
    connection_missed: (travellers, city) =>
      `el tiempo no alcanza para la conexión de ${travellers} en ${city}; suele haber alternativas`,
    connection_restored: (travellers, city) =>
      `vuelve a haber tiempo para la conexión de ${travellers} en ${city}`,
  },
  connecting: (flight, flying, next) => `; el vuelo ${flight} ahora ${flying}; ${next}`,
  changeTo: (flight, destination, departure) =>
    `conexión: ${flight} a ${destination}, salida ${departure}`,
  tripChanged: (trip, now, before) => `cambió ${trip}; ahora: ${now}; antes: ${before}`,
  tripCancelled: (trip, flight) => `la agencia canceló ${trip}: ${flight}`,
  told: (count) => `${count} con aviso`,
  toCall: (count) => `${count} por llamar`,
  pending: (count) => `${count} sin aviso todavía`,
};
