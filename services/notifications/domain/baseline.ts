import type { FlightPhase } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { LedgerEntry, Told } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { bookingOf } from './booking.ts';
import { byTryOrder, countsAsTold, isOfLeg, toldAt } from './ledger.ts';
import type { Booking, NotificationsState } from './state.ts';

/**
 * What the traveller was last told about the flight of this leg; every reading is compared with it
 * (RULES, first idea).
 */
export interface Baseline {
  readonly departure: Instant;
  readonly phase: FlightPhase;
  /** Undefined: never told or remembered; null: a boarding message said that no gate was known. */
  readonly gate: string | null | undefined;
  readonly terminal: string | null | undefined;
  /** What the last message said, whatever was remembered silently since. */
  readonly announced: {
    readonly gate: string | null | undefined;
    readonly terminal: string | null | undefined;
  };
  /** How many delay messages were told, and when the last one was. */
  readonly delays: number;
  readonly lastDelayAt: Instant | null;
  /** What was last said of the way on from this flight; null: nothing. */
  readonly connection: (NonNullable<Told['connection']> & { readonly at: Instant }) | null;
  /** The booking the traveller holds, and the departure last told for it. */
  readonly booking: Booking;
  readonly bookingDeparture: Instant;
  /** False: nobody told the traveller a booking, and `booking` is just the agency's record. */
  readonly isBookingHeld: boolean;
}

/** Folds the ledger into the baseline of the current leg; `maxAttempts`: see `countsAsTold`. */
export const baselineOf = (
  ledger: readonly LedgerEntry[],
  state: NotificationsState,
  trip: Trip,
  maxAttempts: number,
): Baseline => {
  const { rememberedGate, rememberedTerminal, heldBooking, held } = state;
  // An answer meanwhile does not take the place of the news that is held.
  const isAnswerWhileHeld = (entry: LedgerEntry): boolean =>
    held.since !== null && messageTypes[entry.type].conversational && toldAt(entry) >= held.since;
  const toldEntries = ledger
    .filter((entry) => countsAsTold(entry, maxAttempts) && !isAnswerWhileHeld(entry))
    .sort(byTryOrder);
  let departure = trip.departure;
  let phase: FlightPhase = 'scheduled';
  let gate: Baseline['gate'] = rememberedGate?.value;
  let terminal: Baseline['terminal'] = rememberedTerminal?.value;
  let announced: Baseline['announced'] = { gate: undefined, terminal: undefined };
  let delays = 0;
  let lastDelayAt: Instant | null = null;
  let connection: Baseline['connection'] = null;
  // Told of the connecting flight, it holds after an edit of this one as well.
  for (const entry of toldEntries)
    if (entry.told.connection) connection = { ...entry.told.connection, at: toldAt(entry) };
  for (const entry of toldEntries.filter((told) => isOfLeg(told, state.leg))) {
    const { told } = entry;
    const at = toldAt(entry);
    departure = told.departure ?? departure;
    phase = told.phase ?? phase;
    announced = {
      gate: told.gate ?? announced.gate,
      terminal: told.terminal ?? announced.terminal,
    };
    if (told.gate !== undefined && (rememberedGate === null || at >= rememberedGate.at))
      gate = told.gate;
    if (told.terminal !== undefined && (rememberedTerminal === null || at >= rememberedTerminal.at))
      terminal = told.terminal;
    if (told.delay) {
      delays += 1;
      lastDelayAt = at;
    }
  }
  const lastBooking = toldEntries.findLast(
    (entry) => entry.told.booking && (!heldBooking || toldAt(entry) > heldBooking.at),
  );
  const knownBooking = lastBooking?.told.booking ?? heldBooking?.booking;
  const booking = knownBooking ?? bookingOf(trip);
  const lastDeparture = toldEntries.findLast(
    ({ told }) => told.departure && lastBooking && told.leg === lastBooking.told.leg,
  );
  return {
    departure,
    phase,
    gate,
    terminal,
    announced,
    delays,
    lastDelayAt,
    connection,
    booking,
    bookingDeparture: lastDeparture?.told.departure ?? booking.departure,
    isBookingHeld: knownBooking !== undefined,
  };
};
