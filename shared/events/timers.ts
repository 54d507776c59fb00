import { defineEvent, TimerData } from './envelope.ts';

const timerExample = (actorId: string) => ({
  actorId,
  generation: 2,
  due: '2027-03-03T15:45:00.000Z',
});

const FlightCheckDue = defineEvent('FlightCheckDue', 1, TimerData, {
  description: 'It is time to look at a flight.',
  producers: ['timers'],
  subscribers: ['flight-tracker'],
  timer: true,
  example: timerExample('BA820/LHR-CPH/2027-03-03'),
});
const ReminderDue = defineEvent('ReminderDue', 1, TimerData, {
  description: 'The reminder of a trip is due.',
  producers: ['timers'],
  subscribers: ['notifications'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});
const BoardingDue = defineEvent('BoardingDue', 1, TimerData, {
  description:
    'The boarding message of a trip is due; comes a little after the tracker’s own look, ' +
    'for the case that it failed.',
  producers: ['timers'],
  subscribers: ['notifications'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});
const QuietHoursEnded = defineEvent('QuietHoursEnded', 1, TimerData, {
  description: 'What was held over quiet hours, or waits for a fresh look, is decided again.',
  producers: ['timers'],
  subscribers: ['notifications'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});
const HoldEnded = defineEvent('HoldEnded', 1, TimerData, {
  description:
    'The pause after a delay message is over: what was told is compared with what is known, once.',
  producers: ['timers'],
  subscribers: ['notifications'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});

const PendingQuestionDue = defineEvent('PendingQuestionDue', 1, TimerData, {
  description:
    'Nothing more was written after an open question: the whole thought gets one answer.',
  producers: ['timers'],
  subscribers: ['concierge'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});
const HandoffUnanswered = defineEvent('HandoffUnanswered', 1, TimerData, {
  description:
    'Five minutes after a handoff: where nobody has taken it, the next on duty and the ' +
    'traveller hear of it.',
  producers: ['timers'],
  subscribers: ['concierge'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});

const ItineraryDue = defineEvent('ItineraryDue', 1, TimerData, {
  description: 'It is time to plan the days at the destination.',
  producers: ['timers'],
  subscribers: ['itinerary'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});

const ConnectionCheckDue = defineEvent('ConnectionCheckDue', 1, TimerData, {
  description: 'It is time to look at the connections of a journey.',
  producers: ['timers'],
  subscribers: ['connections'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});

const AlertUnanswered = defineEvent('AlertUnanswered', 1, TimerData, {
  description:
    'Nobody has answered an alert for five minutes: the next on duty hears of it, then the owner.',
  producers: ['timers'],
  subscribers: ['duty-desk'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});
const IncidentTurnsUrgent = defineEvent('IncidentTurnsUrgent', 1, TimerData, {
  description: 'The departure that an incident is about is so near that it is urgent.',
  producers: ['timers'],
  subscribers: ['duty-desk'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});
const DigestDue = defineEvent('DigestDue', 1, TimerData, {
  description: 'The hours of an agency begin: who is on duty hears what waits, and what to watch.',
  producers: ['timers'],
  subscribers: ['duty-desk'],
  timer: true,
  example: timerExample('3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10'),
});

/** The events that timers fire, each received by the agent that set the timer. */
export const timerEvents = [
  FlightCheckDue,
  ReminderDue,
  BoardingDue,
  QuietHoursEnded,
  HoldEnded,
  PendingQuestionDue,
  HandoffUnanswered,
  ItineraryDue,
  ConnectionCheckDue,
  AlertUnanswered,
  IncidentTurnsUrgent,
  DigestDue,
] as const;

/** The kind of a timer: the name of its event. */
export type TimerKind = (typeof timerEvents)[number]['name'];
/** All kinds of timer. */
export const timerKinds: readonly TimerKind[] = timerEvents.map(({ name }) => name);
