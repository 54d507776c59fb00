import { z } from 'zod';
import { MessageType } from './message.ts';
import { typesThat } from './message-types.ts';

/** The first and the last day of a report, as the agency's calendar has them. */
export interface ReportSpan {
  /** `YYYY-MM-DD`; both days are part of it. */
  readonly from: string;
  readonly to: string;
}

/** What WhatsApp messages cost, in US dollars: list prices, see docs/cost.md. */
const messagePrices = {
  /** Twilio's, for each message. */
  twilio: 0.005,
  /** Meta's besides, for a template (utility, United States); replies within 24 hours are free. */
  template: 0.0034,
};

/** News of the airline's: what a traveller is to hear at once. */
const newsTypes: readonly MessageType[] = [
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'gate_change',
  'cancelled',
  'reinstated',
  'diverted',
];
/** What answers a question, by the assistant or a person. */
const answerTypes: readonly MessageType[] = ['reply', 'reply_beside_person', 'agency_reply'];
/** What a traveller has asked for: it wakes nobody. */
const conversationalTypes: readonly MessageType[] = typesThat(
  ({ conversational }) => conversational,
);

const count = z.int().min(0);
const seconds = (what: string) =>
  z.int().nullable().describe(`${what}, in seconds; null: of none.`);
const all = 'Null: all together.';

/** What a report is, and the columns of its rows; docs/reports.md explains how they are counted. */
export const reports = {
  delivery: {
    summary: 'Delivered and read',
    description:
      'Messages by the day on which the provider took them, and by type. `delivered`: the phone ' +
      'has it; `read`: it was opened, which travellers can keep to themselves; `failed`: given up, ' +
      'counted on the day of its last try.',
    row: z.object({
      day: z.iso.date(),
      type: MessageType,
      sent: count,
      delivered: count,
      read: count,
      failed: count,
      unsent: count.describe('Of the failed: never taken by the provider.'),
    }),
  },
  news: {
    summary: 'From the airline’s news to the phone',
    description:
      'Messages about delays, gates, cancellations and diversions: the time from the latest change ' +
      'of the flight that we had read before the decision, to the phone. `held`: decided more than ' +
      'five minutes after it, for quiet hours or since more was awaited; these are not timed.',
    row: z.object({
      type: MessageType.nullable().describe(all),
      messages: count,
      delivered: count,
      held: count,
      p50Seconds: seconds('Half of those that were not held took no longer'),
      p90Seconds: seconds('Nine of ten took no longer'),
    }),
  },
  answers: {
    summary: 'First answer in conversations',
    description:
      'Questions by who answered first. What a traveller writes before one answer is one question, ' +
      'asked with its first message; `nobody`: not answered so far.',
    row: z.object({
      by: z.enum(['assistant', 'person', 'nobody']).nullable().describe(all),
      questions: count,
      p50Seconds: seconds('Half were answered within'),
      p90Seconds: seconds('Nine of ten were answered within'),
    }),
  },
  handoffs: {
    summary: 'Handoffs by reason',
    description:
      'Conversations that were handed over to a person, by the gravest reason, and the time until ' +
      'somebody took them.',
    row: z.object({
      reason: z.string().nullable().describe(all),
      handoffs: count,
      urgent: count,
      open: count.describe('Not done so far.'),
      claimedP50Seconds: seconds('Half were taken within'),
    }),
  },
  wakings: {
    summary: 'Wakings in quiet hours',
    description:
      'Messages sent in the quiet hours of where the traveller was by their booking, to who had not ' +
      'written in the quarter of an hour before; answers wake nobody. By the setting as it is now.',
    row: z.object({
      type: MessageType.nullable().describe(all),
      messages: count,
      people: count,
    }),
  },
  incidents: {
    summary: 'Incidents by carrier',
    description:
      'Incidents by the day they were opened, of the flight that they are about or of the first ' +
      'trip in them, with the severity and the counts that they last had.',
    row: z.object({
      carrier: z.string().nullable().describe('Its code; null: about no flight.'),
      incidents: count,
      urgent: count,
      people: count,
      unreached: count,
      claimedP50Seconds: seconds('Half were claimed within'),
      doneP50Seconds: seconds('Half were done within'),
    }),
  },
  cost: {
    summary: 'Cost',
    description:
      'Estimated at list prices in US dollars: a template at 0.0084, a reply at 0.005, and what the ' +
      'language model was recorded to cost. The model is counted by whole months: those that the ' +
      'days fall into.',
    row: z.object({
      category: z.enum(['template', 'reply', 'model']),
      purpose: z.string().nullable().describe('Of calls of the model.'),
      count,
      usd: z.number(),
    }),
  },
} as const;

/** The name of a report. */
export type ReportName = keyof typeof reports;
/** One row of a report: aggregates, and nobody's name or number. */
export type ReportRow<N extends ReportName> = z.output<(typeof reports)[N]['row']>;

/** All names of reports. */
export const reportNames = Object.keys(reports) as ReportName[];

/** What so many messages of a category cost at list prices. */
export const messagesUsd = (category: 'template' | 'reply', messages: number): number =>
  messages * (messagePrices.twilio + (category === 'template' ? messagePrices.template : 0));

/** The types of messages with rules, as SQL is told them. */
export const reportedTypes = { newsTypes, answerTypes, conversationalTypes } as const;
