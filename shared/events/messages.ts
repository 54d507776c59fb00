import { z } from 'zod';
import { DocumentType } from '#shared/domain/document.ts';
import { MessageType } from '#shared/domain/message.ts';
import { Language } from '#shared/domain/trip.ts';
import { defineEvent } from './envelope.ts';

/** A day as a traveller names it, before a calendar makes a date of it. */
const NamedDay = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relative'), days: z.int() }),
  z.object({ kind: z.literal('nth'), n: z.int() }),
  z.object({ kind: z.literal('weekday'), weekday: z.int().min(0).max(6) }),
]);

const uuid = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';

const MessageFailed = defineEvent(
  'MessageFailed',
  1,
  z.object({
    messageId: z.uuid(),
    type: MessageType,
    state: z
      .enum(['retrying', 'unknown', 'failed', 'needs_redecision', 'held'])
      .describe(
        '`failed` is final for this message; `unknown` has lasted ten minutes; ' +
          '`needs_redecision` was counted as told by a turn and turned out unsent, or its pause ' +
          'is over; `held`: sending is paused, and it is critical.',
      ),
    permanent: z.boolean(),
    code: z.string().nullable().describe('Twilio’s error code where there is one.'),
    attempts: z.int(),
  }),
  {
    description:
      'A message could not be delivered, or has been failing for long enough that the ' +
      'agency must hear of it.',
    producers: ['kernel', 'api'],
    subscribers: ['notifications', 'duty-desk'],
    example: {
      messageId: uuid,
      type: 'boarding',
      state: 'retrying',
      permanent: false,
      code: '20429',
      attempts: 3,
    },
  },
);

const InboundMessageReceived = defineEvent(
  'InboundMessageReceived',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description: 'A traveller wrote. The words are in `conversations`, never in the event.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

const MediaFetchRequested = defineEvent(
  'MediaFetchRequested',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description:
      'The files that came with a message are to be fetched and kept, a step of the concierge.',
    producers: ['concierge'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

const ModelAnswerRequested = defineEvent(
  'ModelAnswerRequested',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description:
      'An open question is to be put to the language model, a step of the concierge beside the ' +
      'conversation. `messageId` is its last message and names it.',
    producers: ['concierge'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

const OpenQuestionSettled = defineEvent(
  'OpenQuestionSettled',
  1,
  z.object({
    conversationId: z.uuid(),
    messageId: z.uuid(),
    outcome: z
      .enum(['answered', 'understood', 'unanswered'])
      .describe('`understood`: it asks what the concierge answers itself, see `meaning`.'),
    reason: z.string().nullable().describe('Why it is unanswered: a stable code.'),
    meaning: z
      .object({
        intents: z.array(z.string()).describe('Names of the concierge’s table of intents.'),
        day: NamedDay.nullable(),
        documents: z.array(DocumentType),
      })
      .nullable(),
  }),
  {
    description:
      'What came of asking the language model: the concierge tells the conversation, which ' +
      'answers by itself or asks for a person. Holds no word of the traveller or of the model.',
    producers: ['concierge'],
    subscribers: ['concierge'],
    example: {
      conversationId: uuid,
      messageId: uuid,
      outcome: 'understood',
      reason: null,
      meaning: { intents: ['departure'], day: null, documents: [] },
    },
  },
);

const TravellerWrote = defineEvent('TravellerWrote', 1, z.object({ conversationId: z.uuid() }), {
  description:
    'A traveller wrote, and so is awake; one event for each trip of that number with the ' +
    'agency that is ahead or just over, none after an opt-out.',
  producers: ['concierge'],
  subscribers: ['notifications'],
  example: { conversationId: uuid },
});

const TravellerOptedOut = defineEvent(
  'TravellerOptedOut',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description:
      'A traveller wants no more messages; one event for each live trip of that number ' +
      'with the agency.',
    producers: ['concierge'],
    subscribers: ['notifications'],
    example: { conversationId: uuid },
  },
);

const TravellerOptedIn = defineEvent(
  'TravellerOptedIn',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description:
      'A traveller who had opted out wants messages again; one event for each live trip ' +
      'of that number with the agency.',
    producers: ['concierge'],
    subscribers: ['notifications'],
    example: { conversationId: uuid },
  },
);

const HumanTakeoverStarted = defineEvent(
  'HumanTakeoverStarted',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description:
      'A person of the agency took a conversation over: the concierge is silent, also ' +
      'with what it was about to say.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid },
  },
);

const HumanTakeoverEnded = defineEvent(
  'HumanTakeoverEnded',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description: 'A person gave a conversation back to the concierge.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid },
  },
);

const HumanReplied = defineEvent(
  'HumanReplied',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description:
      'A person of the agency wrote to a traveller. The words are in `conversations`, ' +
      'never in the event.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

const PromisedDocumentFiled = defineEvent(
  'PromisedDocumentFiled',
  1,
  z.object({ conversationId: z.uuid(), documentId: z.uuid() }),
  {
    description:
      'A document that a traveller had asked for, and that was not there, was filed by the agency.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, documentId: uuid },
  },
);

const TestMessageRequested = defineEvent(
  'TestMessageRequested',
  1,
  z.object({ conversationId: z.uuid(), language: Language }),
  {
    description: 'An agency wants to see whether a contact is reached, by a message that says so.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, language: 'es' },
  },
);

const NoticeRequested = defineEvent(
  'NoticeRequested',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid(), language: Language }),
  {
    description:
      'A person of the agency writes to many at once, and this is one of them. The words are in ' +
      '`conversations`, never in the event.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid, language: 'es' },
  },
);

/** Events about messages, opt-outs and human takeovers, and the concierge's commands to itself. */
export const messageEvents = [
  MessageFailed,
  InboundMessageReceived,
  MediaFetchRequested,
  ModelAnswerRequested,
  OpenQuestionSettled,
  TravellerWrote,
  TravellerOptedOut,
  TravellerOptedIn,
  HumanTakeoverStarted,
  HumanTakeoverEnded,
  HumanReplied,
  PromisedDocumentFiled,
  TestMessageRequested,
  NoticeRequested,
] as const;
