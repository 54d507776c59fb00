import type { DutyTexts } from './text.ts';

const of = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** English. */
export const en: DutyTexts = {
  happened: {
    cancelled: 'flight cancelled',
    diverted: 'flight diverted',
    moved_earlier: 'flight moved earlier',
    long_delay: 'long delay',
    not_found: 'flight not found',
    found_elsewhere: 'flight other than booked',
    critical_unsent: 'important message not delivered',
    unreachable: 'number that cannot be reached',
    opted_out: 'by phone only',
    handoff: 'somebody asks for help on WhatsApp',
    missing_document: 'document missing',
    itinerary_failed: 'itinerary not made',
    template_unusable: 'template that WhatsApp refuses',
    webhook_off: 'a system of yours that does not take its events',
    call: 'somebody must be called',
    connection_at_risk: 'connection at risk',
    connection_missed: 'connection missed',
  },
  leaves: (moment) => `leaves ${moment}`,
  people: (count) => of(count, 'person', 'people'),
  minors: (count) => of(count, 'minor', 'minors'),
  unreached: (count) => `${count} not told`,
  waiting: ({ urgent, normal }) => `${urgent} urgent, ${normal} normal`,
  nothing: 'nothing in particular',
  watch: {
    tight: (count) => of(count, 'tight connection', 'tight connections'),
    unreached: (count) => of(count, 'person not told', 'people not told'),
    unmatched: (count) => of(count, 'flight not found', 'flights not found'),
    drafts: (count) => of(count, 'itinerary to approve', 'itineraries to approve'),
  },
  open: (url) => `To see and take it: ${url}`,
  call: (agency, incident) =>
    `This is ${agency}: ${incident}. Nobody has it yet. To take it, press 1.`,
  digest: (agency) => `The day at ${agency}`,
  isYours: (incident) => `It is yours: ${incident}.`,
  isTaken: (name, since) => `${name} has it, since ${since}.`,
  isOver: 'It is settled already: there is nothing to do.',
  isUnclear: (number, incident) => `To take it, reply *${number}*: ${incident}.`,
};
