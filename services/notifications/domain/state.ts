import { z } from 'zod';
import { FlightFacts } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { MessageType, Told } from '#shared/domain/message.ts';

const Booking = Told.shape.booking.unwrap();
/** A booking as a traveller would say it: which flight, from where to where, when. */
export type Booking = z.infer<typeof Booking>;

/** The value last told in a stream of news, and how often a value has begun anew (DESIGN §1). */
const Episode = z.object({ number: z.int(), value: z.string() });
export type Episode = z.infer<typeof Episode>;

/** Stream of news (see `Draft.stream`) -> its present episode. */
const Episodes = z.record(z.string(), Episode);
export type Episodes = z.infer<typeof Episodes>;

const Remembered = z.object({ value: z.string().nullable(), at: Instant }).nullable();

/**
 * What the agency was asked to tell: to a contact without a number, and it counts as told; or in
 * place of a message that a pause holds (`about`: its content), which is told once somebody called.
 */
const Call = z.object({
  type: MessageType,
  told: Told,
  at: Instant,
  about: z.string().optional(),
});
export type Call = z.infer<typeof Call>;

/** What the agent keeps about one trip. What was told is not here: that is the ledger. */
export const NotificationsState = z.object({
  /** The trip revision that set the flight; see `Told.leg`. */
  leg: z.int(),
  /** The flight of that leg, which shows an edit whichever event comes first. */
  legFlight: z.object({ flightKey: z.string(), departure: Instant }).nullable(),
  /** When that leg began: at the booking, or at the turn that saw the edit. */
  legSince: Instant.nullable(),
  /** The newest edit whose `TripChanged` was taken. */
  revisionSeen: z.int(),
  facts: FlightFacts.nullable(),
  /** The traveller is to hear of an edit from us and has not heard yet. */
  editPending: z.boolean(),
  /** The booking the traveller holds without a message of ours: the agency told it itself. */
  heldBooking: z.object({ booking: Booking, at: Instant }).nullable(),
  /** Set when the agency withdrew the trip; `notify`: the traveller hears it from us. */
  withdrawn: z.object({ notify: z.boolean() }).nullable(),
  confirmationDecided: z.boolean(),
  /** `TripBooked` was taken, which says whether the agency confirms the booking itself. */
  isBookingSeen: z.boolean().default(false),
  /** The booking is not confirmed before then, unless something else is to be said. */
  confirmFrom: Instant.nullable().default(null),
  /** The number was corrected, and has not been told yet how things stand. */
  isNewNumber: z.boolean().default(false),
  /** The number of now knows what others were told until then: the agency said so. */
  knowsUntil: Instant.nullable().default(null),
  calls: z.array(Call).default([]),
  /** The newest version of the itinerary that the traveller may see, for this place and date. */
  itinerary: z.int().nullable().default(null),
  /** The stay that it is of; null: told of while itineraries belonged to trips. */
  itineraryStay: z.string().nullable().default(null),
  /** Gate and terminal as last remembered without telling them. */
  rememberedGate: Remembered,
  rememberedTerminal: Remembered,
  /** What was held at the last turn, and when a look was asked for that it waits for. */
  held: z
    .object({
      types: z.array(MessageType),
      since: Instant.nullable(),
      lookAskedAt: Instant.nullable(),
    })
    .default({ types: [], since: null, lookAskedAt: null }),
  /** Of a guide: news that waits until the group has been told, and since when. */
  settling: z.object({ about: z.string(), since: Instant }).nullable().default(null),
  /** When the tracker last answered with a look, whatever came of it. */
  lookAnsweredAt: Instant.nullable().default(null),
  /** When the landing was first known: the welcome waits for the belt from then on. */
  landingSeenAt: Instant.nullable().default(null),
  /** When a connection told to be at risk was last found possible, of which nothing is said. */
  connectionFineSince: Instant.nullable().default(null),
  /** First reading of a departure earlier than told, while it stays so. */
  earlierSince: Instant.nullable(),
  episodes: Episodes,
  /** One-off messages that are not caught up: type -> the leg or departure they were for. */
  skipped: z.record(z.string(), z.string()),
  /** Subject -> the reason last logged for it, so that a reason that still holds is logged once. */
  lastLoggedReason: z.record(z.string(), z.string()),
  /** Kind of task -> the trouble it was last opened for: closing it by hand does not reopen it. */
  taskOpenedFor: z.record(z.string(), z.string()),
  /** Kind of timer -> when it is due, as last set. */
  timers: z.record(z.string(), Instant),
});
export type NotificationsState = z.infer<typeof NotificationsState>;

/** The state of a trip that no event has reached yet. */
export const initialState: NotificationsState = {
  leg: 1,
  legFlight: null,
  legSince: null,
  revisionSeen: 1,
  facts: null,
  editPending: false,
  heldBooking: null,
  withdrawn: null,
  confirmationDecided: false,
  isBookingSeen: false,
  confirmFrom: null,
  isNewNumber: false,
  knowsUntil: null,
  calls: [],
  itinerary: null,
  itineraryStay: null,
  rememberedGate: null,
  rememberedTerminal: null,
  held: { types: [], since: null, lookAskedAt: null },
  settling: null,
  lookAnsweredAt: null,
  landingSeenAt: null,
  connectionFineSince: null,
  earlierSince: null,
  episodes: {},
  skipped: {},
  lastLoggedReason: {},
  taskOpenedFor: {},
  timers: {},
};
