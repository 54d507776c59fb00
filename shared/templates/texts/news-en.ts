import type { News } from './text.ts';

/** What happened to others, in English. */
export const newsEn: News = {
  flight: (flight, travellers) =>
    travellers === '' ? `flight ${flight}` : `flight ${flight} of ${travellers}`,
  trip: (travellers) => `the trip of ${travellers}`,
  route: (origin, destination) => `from ${origin} to ${destination}`,
  arrives: (at) => `, arriving ${at}`,
  before: (departure) => `; before, ${departure}`,
  onTicket: (departure) => `; on the ticket, ${departure}`,
  leavesSoon: (who, route, airportAt) =>
    `${who}, ${route} is coming up; best at the airport by ${airportAt}`,
  note: (note) => `; a message from the agency: ${note}`,
  delayed: (who, late) => `${who} is delayed by ${late}`,
  newDeparture: (departure) => `; new departure: ${departure}`,
  early: '; check-in keeps its original time and delays can shrink',
  near: '; delays can shrink',
  earlier: (who) => `${who} now leaves earlier, and check-in may close earlier too`,
  shrank: (who) => `the delay became shorter: ${who} now leaves earlier than we had said`,
  gone: (who, departure, before) =>
    `${who} has already left, ${departure}, earlier than we had said (${before}); if anybody is not on board, please say so now`,
  backOnTime: (who) => `${who} is back on time`,
  reinstated: (who) => `${who} is no longer cancelled`,
  changed: {
    gate: (who) => `the gate has changed: ${who}`,
    terminal: (who) => `the terminal has changed: ${who}`,
    both: (who) => `the terminal and the gate have changed: ${who}`,
    first: (who) => `${who} now has a gate`,
  },
  boarding: (who) => `boarding is near: ${who}`,
  unchecked: (where) => `${where} (to be checked on the airport screens)`,
  screens: 'see the airport screens',
  cancelled: (who, route, departure) =>
    `${who}, ${route}, leaving ${departure}, has been cancelled`,
  refund: '; it is best to talk to the agency before accepting a refund',
  diverted: (who, airport) => `${who} has been diverted to ${airport || 'another airport'}`,
  departed: (who, origin, departure) => `${who} has left ${origin}: ${departure}`,
  expected: (arrival) => `; expected arrival: ${arrival}`,
  bound: (destination) => `, bound for ${destination}`,
  landed: (travellers, city) => `the flight of ${travellers} has arrived in ${city}`,
  belt: (belt) => `; the luggage arrives on belt ${belt}`,
  stay: (stay) => `; staying at: ${stay}`,
  next: (flight, destination, departure, left) =>
    `; next flight: ${flight} to ${destination}, leaving ${departure}, with ${left} left`,
  connection: {
    connection_at_risk: (travellers, city) =>
      `there is little time for the connection of ${travellers} in ${city}`,
    connection_missed: (travellers, city) =>
      `there is not enough time for the connection of ${travellers} in ${city}; there are usually alternatives`,
    connection_restored: (travellers, city) =>
      `there is time again for the connection of ${travellers} in ${city}`,
  },
  connecting: (flight, flying, next) => `; flight ${flight} now ${flying}; ${next}`,
  changeTo: (flight, destination, departure) =>
    `connection: ${flight} to ${destination}, leaving ${departure}`,
  tripChanged: (trip, now, before) => `${trip} has changed; now: ${now}; before: ${before}`,
  tripCancelled: (trip, flight) => `the agency has cancelled ${trip}: ${flight}`,
  told: (count) => `${count} told`,
  toCall: (count) => `${count} to call`,
  pending: (count) => `${count} not told yet`,
};
