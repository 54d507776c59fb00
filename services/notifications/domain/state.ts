import { z } from 'zod';
import { FlightFacts } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Told } from '#shared/domain/message.ts';

const Booking = Told.shape.booking.unwrap();
/** A booking as a traveller would say it: which flight, from where to where, when. */
export type Booking = z.infer<typeof Booking>;

/** The last value decided to be told of one kind of news, and how often that value has begun anew (DESIGN §1, episodes). */
const News = z.object({ episode: z.int(), value: z.string() });
export type News = z.infer<typeof News>;

const remembered = z.object({ value: z.string().nullable(), at: Instant }).nullable();

/** What the notifications agent keeps about one trip; what was told is not here but in the ledger. */
export const NotificationsState = z.object({
  /** The trip revision that set the flight; see `Told.leg`. */
  leg: z.int(),
  /** What that leg is about, so that an edit is seen whichever event tells of it first. */
  legOf: z.object({ flightKey: z.string(), departure: Instant }).nullable(),
  /** When that leg began for us: the booking, or the edit. */
  legSince: Instant.nullable(),
  /** The newest edit whose `TripChanged` was taken. */
  revisionSeen: z.int(),
  facts: FlightFacts.nullable(),
  /** Edits the traveller is to hear of from us and has not heard yet. */
  editPending: z.boolean(),
  /** The booking the traveller holds although no message of ours said so: the agency told it itself. */
  heldBooking: z.object({ booking: Booking, at: Instant }).nullable(),
  /** Set when the agency withdrew the trip; `notify`: the traveller hears it from us. */
  withdrawn: z.object({ notify: z.boolean() }).nullable(),
  confirmationDecided: z.boolean(),
  /** The newest version of the itinerary that the traveller may see, for these dates and this destination. */
  itinerary: z.int().nullable().default(null),
  /** Gate and terminal as known when last silently taken note of. */
  rememberedGate: remembered,
  rememberedTerminal: remembered,
  /** First reading of a departure earlier than told, while it stays so. */
  earlierSince: Instant.nullable(),
  news: z.record(z.string(), News),
  /** One-off messages that were suppressed or came too late and are not caught up: type -> what it was for. */
  skipped: z.record(z.string(), z.string()),
  /** Subject -> the reason last logged for it, so that a reason that still holds is logged once. */
  lastLoggedReason: z.record(z.string(), z.string()),
  /** Kind of task -> the trouble it was last opened for: closing it by hand does not reopen it. */
  taskOpenedFor: z.record(z.string(), z.string()),
  /** Timers as last set. */
  timers: z.record(z.string(), Instant),
});
export type NotificationsState = z.infer<typeof NotificationsState>;

export const initialState: NotificationsState = {
  leg: 1,
  legOf: null,
  legSince: null,
  revisionSeen: 1,
  facts: null,
  editPending: false,
  heldBooking: null,
  withdrawn: null,
  confirmationDecided: false,
  itinerary: null,
  rememberedGate: null,
  rememberedTerminal: null,
  earlierSince: null,
  news: {},
  skipped: {},
  lastLoggedReason: {},
  taskOpenedFor: {},
  timers: {},
};
