import type { FlightPhase } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import {
  type LedgerEntry,
  needsRedecision,
  shortLivedTypes,
  supersedes,
} from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Booking, NotificationsState } from './state.ts';

/** What the traveller was last told about the flight of this leg: the baseline that every reading is compared with (RULES, first idea). */
export interface Baseline {
  readonly departure: Instant;
  readonly phase: FlightPhase;
  /** Undefined: nothing was ever told or noted; null: a boarding message said that no gate was known. */
  readonly gate: string | null | undefined;
  readonly terminal: string | null | undefined;
  /** What a message really said: a gate or terminal that was only noted does not change it. */
  readonly said: {
    readonly gate: string | null | undefined;
    readonly terminal: string | null | undefined;
  };
  /** Delay messages so far, and when the last one went out. */
  readonly delays: number;
  readonly lastDelayAt: Instant | null;
  /** The booking the traveller holds, and the departure last told for it. */
  readonly booking: Booking;
  /** Whether it is one that was told or silently set, and not just the booking as it is. */
  readonly bookingIsHeld: boolean;
  readonly bookingDeparture: Instant;
}

/** Reasons of ours for taking back a waiting message: what it was about can be decided again. */
export const voidReasons = [
  'overtaken',
  'no_longer_true',
  'flight_cancelled',
  'flight_departed',
  'trip_edited',
  'trip_withdrawn',
] as const;
export type VoidReason = (typeof voidReasons)[number];
/** It turned out unsent after a turn had counted it as told. */
export const isUpForRedecision = (entry: LedgerEntry): boolean =>
  entry.status === 'DROPPED' && entry.reason === needsRedecision;
const isVoid = (entry: LedgerEntry): boolean =>
  isUpForRedecision(entry) ||
  (entry.status === 'DROPPED' && voidReasons.some((r) => r === entry.reason));

export const isUnderWay = (entry: LedgerEntry): boolean =>
  entry.status === 'SENDING' || entry.status === 'UNKNOWN';

/** Nothing is sent again after a failure for good, nor what was tried often enough and helps nobody later. */
const isAbandoned = (entry: LedgerEntry, attempts: number): boolean =>
  entry.status === 'FAILED' &&
  (entry.permanent || (shortLivedTypes.has(entry.type) && entry.attempts >= attempts));

/**
 * Whether a message counts as told: accepted and not failed since. One that is under way counts too, a failure would put it back;
 * so does one that is given up. What failed for the moment does not, however often: it is tried as long as it is true and useful.
 */
export const countsAsTold = (entry: LedgerEntry, attempts: number): boolean =>
  entry.status === 'SENT' || isUnderWay(entry) || isAbandoned(entry, attempts);

/** The ledger without what is given up: what the traveller really holds is a fold over these. */
export const withoutAbandoned = (
  ledger: readonly LedgerEntry[],
  attempts: number,
): readonly LedgerEntry[] => ledger.filter((entry) => !isAbandoned(entry, attempts));

export const ofLeg = (entry: LedgerEntry, leg: number): boolean => entry.told.leg === leg;

/** A one-off message (reminder, boarding, landing) that has had its chance: told, or dropped for another reason than our own second thoughts. */
export const isDecided = (entry: LedgerEntry, attempts: number): boolean =>
  countsAsTold(entry, attempts) || (entry.status === 'DROPPED' && !isVoid(entry));

export const bookingOf = (
  trip: Pick<Trip, 'flightNumber' | 'originIata' | 'destinationIata' | 'departure'>,
): Booking => ({
  flightNumber: trip.flightNumber,
  originIata: trip.originIata,
  destinationIata: trip.destinationIata,
  departure: trip.departure,
});

/** Whether the traveller already holds the booking as it now is. */
export const matchesBooking = (booking: Booking, trip: Trip): boolean =>
  booking.flightNumber === trip.flightNumber &&
  booking.originIata === trip.originIata &&
  booking.destinationIata === trip.destinationIata &&
  booking.departure === trip.departure;

const toldAt = (entry: LedgerEntry): Instant => entry.sentAt ?? entry.createdAt;
/** As the traveller got them: nothing else is tried at a phone while a message is under way. Tries that were never counted go by the clock. */
const inOrder = (a: LedgerEntry, b: LedgerEntry): number =>
  a.tryOrder - b.tryOrder || (toldAt(a) < toldAt(b) ? -1 : toldAt(a) > toldAt(b) ? 1 : 0);

const triedAt = (entry: LedgerEntry): Instant => entry.sentAt ?? entry.dueAt;

/** Whether a message that was tried after the failed one has arrived, which shows that the number can be reached. */
export const arrivedSince = (ledger: readonly LedgerEntry[], failed: LedgerEntry): boolean =>
  ledger.some((entry) => entry.arrived && triedAt(entry) > triedAt(failed));

/** Whether a later message that arrived makes up for one that failed. */
export const isSuperseded = (ledger: readonly LedgerEntry[], failed: LedgerEntry): boolean =>
  ledger.some(
    (entry) =>
      entry.arrived && triedAt(entry) > triedAt(failed) && supersedes(entry.type, failed.type),
  );

/** Folds the ledger into the baseline of the current leg. */
export const baseline = (
  ledger: readonly LedgerEntry[],
  state: NotificationsState,
  trip: Trip,
  attempts: number,
): Baseline => {
  const all = ledger.filter((entry) => countsAsTold(entry, attempts)).sort(inOrder);
  let departure = trip.departure;
  let phase: FlightPhase = 'scheduled';
  const { rememberedGate, rememberedTerminal } = state;
  let gate: Baseline['gate'] = rememberedGate?.value;
  let terminal: Baseline['terminal'] = rememberedTerminal?.value;
  let said: Baseline['said'] = { gate: undefined, terminal: undefined };
  let delays = 0;
  let lastDelayAt: Instant | null = null;
  for (const entry of all.filter((e) => ofLeg(e, state.leg))) {
    const { told } = entry;
    const at = toldAt(entry);
    departure = told.departure ?? departure;
    phase = told.phase ?? phase;
    said = { gate: told.gate ?? said.gate, terminal: told.terminal ?? said.terminal };
    if (told.gate !== undefined && (rememberedGate === null || at >= rememberedGate.at))
      gate = told.gate;
    if (told.terminal !== undefined && (rememberedTerminal === null || at >= rememberedTerminal.at))
      terminal = told.terminal;
    if (told.delay) {
      delays += 1;
      lastDelayAt = at;
    }
  }
  const silent = state.heldBooking;
  const lastBooking = all.findLast((e) => e.told.booking && (!silent || toldAt(e) > silent.at));
  const held = lastBooking?.told.booking ?? silent?.booking;
  const booking = held ?? bookingOf(trip);
  const bookingDeparture =
    all.findLast((e) => e.told.departure && lastBooking && e.told.leg === lastBooking.told.leg)
      ?.told.departure ?? booking.departure;
  return {
    departure,
    phase,
    gate,
    terminal,
    said,
    delays,
    lastDelayAt,
    booking,
    bookingIsHeld: held !== undefined,
    bookingDeparture,
  };
};
