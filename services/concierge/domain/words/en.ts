import { duration } from '#shared/domain/duration.ts';
import { oneLine } from '../multiline.ts';
import { en as facts } from './facts/en.ts';
import { en as person } from './person/en.ts';
import type { ConciergeWords } from './words.ts';

/** English: warm and short. */
export const en: ConciergeWords = {
  facts,
  person,
  greeting: (name) => oneLine`
    Hello, ${name}! 👋 I'm your trip assistant. You can ask me about your flight, your itinerary or
    your documents. How can I help?
  `,
  help: (agency) =>
    [
      "I'm your trip assistant. Here is what I can do:",
      '✈️ Your flight: time, gate, terminal, delays. For example: *what time is my flight?*',
      '🗺️ Your itinerary: *itinerary*, *what are we doing tomorrow?*, *day 2*',
      '📄 Your documents: *boarding pass*, *hotel*, *insurance*, *transfer*, *car*, *tour*',
      `🙋 A person at ${agency}: write *talk to a person*`,
    ].join('\n'),
  thanks: "You're welcome! If you need anything else, just write here. 😊",
  noTrip: (agency) => oneLine`
    Hello! I can't find a trip under this WhatsApp number. I've told ${agency}, who will get in
    touch; if you booked with another number, please write from that one.
  `,
  callInstead: (phone) => oneLine`
    Nobody has been able to take your message yet. If it is urgent, call your agency's emergency
    number: ${phone}.
  `,
  documents: {
    boarding_pass: 'your boarding pass',
    hotel_reservation: 'your hotel reservation',
    insurance: 'your travel insurance',
    transfer: 'your transfer voucher',
    car_rental: 'your car rental reservation',
    tour_reservation: 'your tour voucher',
  },
  here: (what) => `Here is ${what}. 📄`,
  readyToSend: (what) => `We have ${what} now. Reply “send me ${what}” and you get it here.`,
  missing: (what, agency) =>
    `I don't have ${what} yet. I've told ${agency}, so that they can send it to you here.`,
  noDocuments: (agency) => oneLine`
    I don't have any documents for your trip yet. I've told ${agency}, so that they can send them to
    you here.
  `,
  stay: (stay) => `🏨 Where you are staying: ${stay}`,
  onlyForTravellers: (agency) => oneLine`
    Documents and the itinerary are only for those who travel: please ask them, or ${agency}. Here I
    can tell you how the flight is going.
  `,
  flight: {
    departure: 'Departure',
    departed: 'Departed',
    arrival: 'Arrival',
    landed: 'Arrived',
    gate: 'Gate',
    terminal: 'Terminal',
    belt: 'Baggage belt',
    noGate: 'not assigned yet; please check the airport screens',
    noBelt: 'please check the airport screens',
    onTime: 'It is on time so far.',
    delayed: (minutes) => oneLine`
      It is delayed by ${duration(minutes)}. Check-in keeps its original time, and delays can
      shrink.
    `,
    earlier: (minutes) =>
      `It leaves ${duration(minutes)} earlier than scheduled: allow enough time.`,
    inTheAir: 'It is in the air.',
    leftGate: 'It has left the gate and has not taken off yet.',
    noNews: (since) =>
      `There has been no news of it since ${since}. Please check the airport screens.`,
    hasLanded: 'It has landed.',
    unconfirmed: 'This is the time of your booking; the airline has not confirmed it yet.',
    cancelled: (flight, departure, agency) => oneLine`
      Your flight *${flight}* on ${departure} is *cancelled*. We have told ${agency}: please talk to
      them before you accept a refund or give up the trip.
    `,
    diverted: (flight, airport, agency) => oneLine`
      Your flight *${flight}* was diverted${airport ? ` to *${airport}*` : ' to another airport'}.
      Please follow the crew's instructions; we have told ${agency}.
    `,
  },
  itinerary: {
    title: '🗺️ *Your itinerary*',
    day: (n, date) => `*Day ${n} · ${date}*`,
    nothing: (date, from, to) =>
      `There is nothing in your itinerary for ${date}. Your itinerary goes from ${from} to ${to}.`,
    none: (agency) => oneLine`
      I don't have your itinerary yet. I've asked ${agency} for it, and we'll send it here when it
      is ready.
    `,
    page: (url) => `🔗 To see it with maps, print it or keep it in your calendar: ${url}`,
    file: 'Here is your itinerary as a PDF. 🗺️',
    checkIn: (when) => `🕒 Check-in: ${when}`,
    checkOut: (hotel) => `check-out of ${hotel}`,
    next: 'Next',
    nothingMore: 'Nothing more is on the plan for today.',
    unchecked: '_Suggestions marked ~ have not been checked by your agency._',
  },
  media: {
    filed: (count, agency) =>
      count === 1
        ? `Received: I've filed it with your trip's documents, and ${agency} can see it. 📎`
        : oneLine`
          Received: I've filed your ${count} files with your trip's documents, and ${agency} can see
          them. 📎
        `,
    tooLarge: 'That file is too large: I can take up to 16 MB. Could you send a smaller one?',
    unsupported: "I can't take that type of file. Please send it as a PDF or a photo.",
    failed: (agency) =>
      `I couldn't open your file. I've told ${agency}; if you can, please send it again.`,
    voice: (agency) => oneLine`
      I can't listen to voice notes here. I've passed yours on to a person at ${agency}, who will
      reply; or write to me instead.
    `,
  },
  located: (agency) => `I've got your location and have passed it on to ${agency}. 📍`,
  numbersRemoved: oneLine`
      For your security we do not keep passport or card numbers: there is no need to send them here.
    `,
};
