import type { MessageType } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import type { FactWords } from '../domain/words/facts/words.ts';
import { wordsIn } from '../domain/words/index.ts';
import type { Skill } from './skill.ts';

/** What each kind of message is about; those that are not here explain themselves. */
const aboutOf: Partial<Readonly<Record<MessageType, keyof FactWords['about']>>> = {
  reservation_confirmation: 'booking',
  trip_changed: 'booking',
  trip_cancelled: 'booking',
  '24h_reminder': 'reminder',
  delayed: 'time',
  departure_moved_earlier: 'time',
  back_on_time: 'time',
  reinstated: 'time',
  departed: 'time',
  gate_change: 'gate',
  boarding: 'boarding',
  cancelled: 'cancelled',
  diverted: 'diverted',
  connection_at_risk: 'connection',
  connection_missed: 'connection',
  connection_restored: 'connection',
  landing: 'landing',
  itinerary_ready: 'itinerary',
};

/** Why they were written to: who organises the trip, and what the last message was about. */
export const whyMessage: Skill = ({ context, locale }) => {
  const words = wordsIn[locale].facts;
  const last = context.ledger.findLast(
    ({ status, type }) => status === 'SENT' && !messageTypes[type].conversational,
  );
  const about = last && aboutOf[last.type];
  return {
    text: words.why(
      cleanValue(context.agency.name, 60),
      about === undefined ? null : words.about[about],
    ),
  };
};
