import { oneLine } from '../../multiline.ts';
import type { PersonWords } from './words.ts';

/** English. */
export const en: PersonWords = {
  question: (agency) => oneLine`
    I don't have that answer at hand, and I'd rather not make one up. I've passed your message on to
    a person at ${agency}, who will reply here.
  `,
  rest: (agency) => oneLine`
    I don't have the rest at hand: I've passed it on to a person at ${agency}, who will reply here.
  `,
  added: [
    (agency) => `I've added it to what I passed on to ${agency}.`,
    (agency) => `That too is noted for the person at ${agency}.`,
  ],
  over: (agency) => `What a relief! I’ve added it to what ${agency} is looking after.`,
  request: {
    change_booking: (agency) => oneLine`
      Noted: I've asked ${agency} to look into that change. I can't make changes myself; a person
      will confirm whether it can be done, and what it costs.
    `,
    refund: (agency) =>
      `Noted: I've asked ${agency} to look into the refund. A person will reply here.`,
    callback: (agency) => `Noted: I've asked ${agency} to call you on this number.`,
  },
  asked: (agency) =>
    `Done, I've told ${agency}: a person from the team will reply here as soon as possible.`,
  complaint: (agency) => oneLine`
    I'm sorry about that, and I understand that you're upset. I've passed it on to ${agency}: a
    person will reply here.
  `,
  trouble: {
    danger: (agency) => oneLine`
      First of all, get to safety. I've told ${agency} urgently: a person will write here as soon as
      possible.
    `,
    missing_person: (agency) => oneLine`
      I've told ${agency} urgently. Meanwhile: tell the nearest staff (security, information desk),
      stay where you were last together, and have a photo at hand.
    `,
    stolen: (agency) => oneLine`
      I'm sorry that happened. I've told ${agency} urgently: a person will write here. Meanwhile:
      report it to the police, block your cards, and if the passport is gone, go to your consulate.
    `,
    stranded: (agency) => oneLine`
      I've told ${agency} urgently: a person will write here to sort it out. Meanwhile, wait where
      there are people, and share your location with me.
    `,
    missed_flight: (agency) => oneLine`
      I'm very sorry that happened. I've told ${agency} urgently: a person will write here to find an
      alternative. Meanwhile, go to the airline's desk, and don't give up or cancel your ticket.
    `,
    denied: (agency) => oneLine`
      I've told ${agency} urgently: a person will write here. Meanwhile: ask for the reason in
      writing, sign nothing that you don't understand, and don't give up your ticket.
    `,
    lost_luggage: (agency) => oneLine`
      I'm sorry about your luggage. Before leaving the airport, report it at the airline's baggage
      desk (PIR) and keep the receipt. I've told ${agency}: a person will write here.
    `,
    unwell: (agency) => oneLine`
      I'm sorry that you are unwell. I've told ${agency} urgently: a person will write here. If it
      gets worse, call the emergency number or your travel assistance.
    `,
    bereavement: (agency) => oneLine`
      I'm very sorry for your loss. I've told ${agency}: a person will write here to help with
      whatever is needed.
    `,
  },
  disruption: {
    cancelled: (agency) => oneLine`
      Your flight was cancelled, and I've told ${agency} urgently: a person will write here to find
      an alternative. Meanwhile: don't accept a refund or give up the trip before you have talked to
      the agency, ask at the airline's desk or in its app for the next flight, and keep your
      receipts.
    `,
    diverted: (agency) => oneLine`
      Your flight was diverted, and I've told ${agency} urgently: a person will write here.
      Meanwhile: follow the crew's instructions, don't leave the transit area without asking, and
      find out how you will be taken to your destination.
    `,
    missed: (agency) => oneLine`
      With the delay your connection cannot be made, and I've told ${agency} urgently: a person will
      write here. Meanwhile: go to the airline's connections desk, ask for a seat on the next flight,
      and don't give up or cancel your ticket.
    `,
    delayed: (agency) => oneLine`
      Your flight has a long delay, and I've told ${agency} urgently: a person will write here.
      Check-in keeps its time; stay near the gate, since delays can shrink, and keep your receipts.
    `,
  },
  rights: {
    europe: oneLine`
      By European rules (EC 261) you are owed meals, a hotel where needed, and another flight or a
      refund, as you choose.
    `,
    brazil: oneLine`
      By Brazilian rules (ANAC 400) you are owed meals from 2 hours of waiting on, a hotel for the
      night, and another flight or a refund, as you choose.
    `,
    elsewhere: oneLine`
      As a rule the airline has to offer another flight or a refund, and help while you wait: ask for
      it at the desk.
    `,
  },
  callNow: (country, numbers) =>
    `🆘 If anyone is in danger, call *${numbers}* now (emergency number in ${country}).`,
  answersUntil: (clock) => `They answer until ${clock} today.`,
  answersFrom: (moment) => `They are back on ${moment}.`,
  ifUrgent: (phone) => `If it can't wait, call the emergency phone: ${phone}.`,
  joined: (person, agency) =>
    `👋 ${person} from ${agency} has joined the conversation and goes on from here.`,
  back: (agency) =>
    `It's me again, the assistant. If needed, ${agency} is still on the other side.`,
  unknownLanguage: (agency) => oneLine`
    I answer in English, Spanish or Portuguese. I've passed your message on to a person at ${agency},
    who will reply here.
  `,
  withdrawn: (flight, date, agency) => oneLine`
    ${agency} has taken your trip *${flight}* of ${date} off its books, so I no longer follow it.
    I've told them of your message: a person will reply here.
  `,
};
