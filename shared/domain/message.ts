import { z } from 'zod';
import { Choices } from './choices.ts';
import { FlightKey, FlightPhase } from './flight.ts';
import { between, hour, Instant, minute, plus } from './instant.ts';
import { Locale } from './locale.ts';

/**
 * What can be said to a traveller (RULES §3, §5; the words of the scenarios), and by the duty desk
 * to those who work at an agency (DESK §3).
 */
export const MessageType = z.enum([
  'reservation_confirmation',
  '24h_reminder',
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'gate_change',
  'boarding',
  'cancelled',
  'reinstated',
  'diverted',
  'connection_at_risk',
  'connection_missed',
  'connection_restored',
  'departed',
  'landing',
  'trip_changed',
  'trip_cancelled',
  'itinerary_ready',
  'opt_out_ack',
  'opt_out_question',
  'opt_out_notice',
  'opt_in_ack',
  'reply',
  'reply_beside_person',
  'agency_reply',
  'agency_notice',
  'test_message',
  'duty_alert',
  'duty_digest',
  'duty_answer',
  'duty_call',
]);
export type MessageType = z.infer<typeof MessageType>;

const Booking = z.object({
  flightNumber: z.string(),
  originIata: z.string(),
  destinationIata: z.string(),
  departure: Instant,
});

/**
 * The facts a message carries, so that "what the traveller was last told" is a fold over the ledger
 * (RULES, first idea). A field that is absent says nothing about it; `gate: null` says that no gate
 * was known.
 */
export const Told = z.object({
  leg: z
    .int()
    .optional()
    .describe(
      'The trip revision that set the flight: an edit to another flight or time starts ' +
        'with nothing told.',
    ),
  zone: z
    .string()
    .optional()
    .describe('The zone of the local times that were said; absent: the airport table’s.'),
  departure: Instant.optional(),
  gate: z.string().nullable().optional(),
  terminal: z.string().nullable().optional(),
  phase: FlightPhase.optional(),
  boardingFor: Instant.optional().describe('The departure a boarding message called for.'),
  delay: z
    .boolean()
    .optional()
    .describe(
      'Counts as a delay message (pause after it, third one): a `delayed`, or a reminder ' +
        'sent instead of one.',
    ),
  itinerary: z.int().optional().describe('The version of the itinerary that is ready.'),
  stay: z.string().optional().describe('The stay that it is of.'),
  booking: Booking.optional().describe('The booking as the traveller now holds it.'),
  passengers: z.array(z.uuid()).optional().describe('The passengers whose booking it confirms.'),
  legs: z
    .record(
      z.uuid(),
      z.object({
        leg: z.int(),
        departure: Instant,
        gate: z.string().optional(),
        terminal: z.string().optional(),
        booking: Booking.optional(),
      }),
    )
    .optional()
    .describe('What it says of other legs of the journey, by trip.'),
  connection: z
    .object({ status: z.enum(['at_risk', 'missed', 'restored']), to: FlightKey })
    .optional()
    .describe('What it says of the connection that this flight brings the traveller to.'),
  group: z
    .object({ told: z.int(), toCall: z.int(), pending: z.int() })
    .optional()
    .describe('How many travellers of a group knew of it, as its guide was told.'),
});
export type Told = z.infer<typeof Told>;

const PlainTemplateContent = z.object({
  kind: z.literal('template'),
  template: z.string(),
  language: Locale,
  variables: z.record(z.string(), z.string()),
  text: z.string(),
});
const TemplateContent = PlainTemplateContent.extend({
  otherwise: PlainTemplateContent.optional().describe(
    'Another template of the same meaning: sent instead, once, where WhatsApp refuses this one.',
  ),
});

/**
 * WhatsApp takes free text for a day after the traveller's last word; we stop a little earlier
 * (RULES §5).
 */
const windowMs = 23 * hour + 50 * minute;

/** Until when a traveller who last wrote at that instant may be sent free text; null: never yet. */
export const windowUntil = (lastInboundAt: Instant | null): Instant | null =>
  lastInboundAt && plus(lastInboundAt, windowMs);

/** Whether a traveller who last wrote at that instant may be sent free text. */
export const isWindowOpen = (lastInboundAt: Instant | null, now: Instant): boolean =>
  lastInboundAt !== null && between(lastInboundAt, now) < windowMs;

/** What Twilio's own rules take a message for, whatever its text (`OptOutType`). */
export const OptOutType = z.enum(['STOP', 'START', 'HELP']);
export type OptOutType = z.infer<typeof OptOutType>;

/** Whoever talks with a traveller sees so many of the last messages. */
export const recentMessagesLimit = 20;

/** Twilio's code for free text that came outside the 24-hour window. */
export const windowClosedCode = '63016';

/**
 * What goes over the wire: an approved template with its variables, free text inside the 24-hour
 * window, or a telephone call; `text` is what the traveller reads, and what is said in a call.
 */
export const MessageContent = z.discriminatedUnion('kind', [
  TemplateContent,
  z.object({
    kind: z.literal('text'),
    text: z.string().min(1).max(1600),
    mediaUrl: z.url().optional(),
    choices: Choices.optional().describe(
      'The same with answers to tap; the text says them with their numbers, for where they cannot ' +
        'be sent.',
    ),
    outsideWindow: TemplateContent.optional().describe(
      'The same as a template: said instead, once, where the provider finds the window closed.',
    ),
  }),
  z.object({
    kind: z.literal('call'),
    text: z.string().min(1).max(600),
    language: Locale,
  }),
]);
export type MessageContent = z.infer<typeof MessageContent>;

/** States of an effect in the ledger (DESIGN §1). */
export const DeliveryStatus = z.enum([
  'PENDING',
  'SENDING',
  'SENT',
  'FAILED',
  'UNKNOWN',
  'DROPPED',
]);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/**
 * Error code of a message that waits for its provider to be up again
 * (shared/ports/circuit-breakers.ts).
 */
export const providerDownCode = 'provider_down';

/**
 * Error code of a message that waits because WhatsApp takes none of its templates as they are
 * (shared/ports/template-states.ts).
 */
export const templateUnusableCode = 'template_unusable';

/** Error code of a message that lies sealed in the database and cannot be opened. */
export const unreadableCode = 'unreadable';

/**
 * Why a message was dropped that turned out unsent after a turn had counted it as told: whether it
 * is still to be said is decided again.
 */
export const needsRedecision = 'needs_redecision';

/** One row of `notifications_log`, as `decide` sees it. */
export const LedgerEntry = z.object({
  id: z.uuid(),
  key: z.string(),
  tripId: z.uuid().nullable(),
  to: z.string().describe('The number it is for.'),
  type: MessageType,
  episode: z.int(),
  status: DeliveryStatus,
  told: Told,
  critical: z.boolean(),
  createdAt: Instant,
  dueAt: Instant,
  sentAt: Instant.nullable(),
  tryOrder: z
    .int()
    .describe(
      'The place of its last try among all tries, whatever the clocks said; 0: never tried.',
    ),
  arrived: z
    .boolean()
    .default(false)
    .describe('The provider has reported it as delivered or read.'),
  attempts: z.int(),
  permanent: z.boolean().describe('FAILED for good: the number or the content, not the moment.'),
  errorCode: z.string().nullable(),
  reason: z.string().nullable().describe('Why it was dropped.'),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;
