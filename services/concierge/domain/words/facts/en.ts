import { oneLine } from '../../multiline.ts';
import type { FactWords } from './words.ts';

/** English. */
export const en: FactWords = {
  duration: 'Duration',
  airport: 'Airport',
  noTerminal: 'not known yet; please check the airport screens',
  notYetLanded: "It hasn't landed yet: the belt is known on arrival.",
  timeUntil: (left) => `It leaves in *${left}*.`,
  hasLeft: 'The flight has left.',
  beAtAirport: (moment, lead) => `Best be at the airport by *${moment}*, ${lead} before departure.`,
  leaveInTime: 'How long the way takes depends on the traffic: allow some extra time.',
  yourFlight: (flight, from, to) => `Your flight is *${flight}*, from ${from} to ${to}.`,
  notYours: (flight, own, agency) =>
    `*${flight}* is not one of your flights with ${agency}. Yours: ${own}.`,
  return: '↩️ *Your way back*',
  onlyReturnDate: (date, agency) => oneLine`
    You return on *${date}*. I don't have the flight back yet: ${agency} will confirm it.
  `,
  flights: '✈️ *Your flights*',
  isCancelled: 'cancelled',
  connection: {
    none: 'It is a direct flight: there is no connection.',
    next: (flight, departure) => `🔁 Connection: *${flight}*, leaves *${departure}*.`,
    possible: (margin, minimum) => oneLine`
      There are *${margin}* between the two flights, and about ${minimum} are needed. So far that is
      enough.
    `,
    atRisk: (margin, minimum) => oneLine`
      There are *${margin}* between the two flights, and about ${minimum} are needed: it is tight.
      Once you land, go straight to the next gate, and tell the crew.
    `,
    missed: 'By the present times that flight cannot be made.',
  },
  map: '🗺️ Map',
  transferAt: (when, place) => `🚐 Transfer: *${when}*${place === '' ? '' : `, ${place}`}`,
  transferContact: '📞 Contact for the transfer',
  travellers: '👥 *Who travels*',
  openingHours: (place, hours) => `🕒 ${place}: ${hours}`,
  placeAt: (place, address) => `📍 ${place}: ${address}`,
  baggage: (included) => `🧳 Baggage included: *${included}*`,
  seat: (seat) => `💺 Seat: *${seat}*`,
  checkIn: (link) => `✅ Check in here: ${link}`,
  checkInOpens: (when) => `🕒 Check-in opens: ${when}`,
  agencyHours: (agency, hours) => `🕒 ${agency} is open ${hours}.`,
  agencyPhone: (agency, phone) => `📞 Phone of ${agency}: ${phone}`,
  emergencyPhone: (agency, phone) => `🆘 Emergencies at ${agency}, at any hour: ${phone}`,
  localTime: (clock, city) => `🕒 It is *${clock}* in ${city}.`,
  sameTime: (city, home) => `${city} and ${home} have the same time.`,
  ahead: (city, home, difference) => `${city} is ${difference} ahead of ${home}.`,
  behind: (city, home, difference) => `${city} is ${difference} behind ${home}.`,
  emergencyNumbers: (country, numbers) => `🆘 Emergency number in ${country}: *${numbers}*`,
  why: (agency, about) => oneLine`
    I write because ${agency} organises your trip and left this number, so that you hear of whatever
    happens to it.${about === null ? '' : ` The last message was about ${about}.`} To get no more
    messages, answer STOP.
  `,
  about: {
    booking: 'your booking',
    reminder: 'the reminder of your flight',
    time: 'a new time of your flight',
    gate: 'the gate of your flight',
    boarding: 'boarding your flight',
    cancelled: 'the cancellation of your flight',
    diverted: 'the diversion of your flight',
    connection: 'your connection',
    landing: 'your arrival',
    itinerary: 'your itinerary',
  },
  whoAreYou: (agency) => oneLine`
    I'm the virtual assistant of ${agency}: I look after your trip, tell you what changes and answer
    here. There are people of the agency behind me, who take over where that is needed.
  `,
  isBot: (agency) => oneLine`
    Yes, I'm an automatic assistant. There are people at ${agency} behind me: to talk to one of
    them, write *a person*.
  `,
  languages: 'I speak English, español and português, and answer in the language you write in.',
  goodbye: 'Have a good trip! 👋',
  wishes: 'Thank you, you too! 😊',
  sorry: 'No worries. 😊',
  arrived: (city) => `Good to hear! Enjoy ${city}. 🙌`,
  mood: "😊 I'm here for whatever you need for the trip.",
  papers: { passport: 'your passport', visa: 'your visa', invoice: 'your invoice' },
};
