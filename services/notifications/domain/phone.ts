import type { LedgerEntry } from '#shared/domain/message.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { isUnderWay } from './ledger.ts';
import type { Call, NotificationsState } from './state.ts';

/** The id of a message that is none. */
const nobody = '00000000-0000-4000-8000-000000000000';

/**
 * Whether a message counts for the number of now: it went there, or the agency said that the new
 * number knows what the one before was told (PEOPLE §1).
 */
export const isToPhone = (
  entry: LedgerEntry,
  phone: string | null,
  { knowsUntil }: NotificationsState,
): boolean => entry.to === phone || (knowsUntil !== null && entry.createdAt <= knowsUntil);

/** A call as a message that was told. */
const asEntry = ({ type, told, at }: Call, index: number): LedgerEntry => ({
  id: nobody,
  key: `call ${index}`,
  tripId: null,
  to: '',
  type,
  episode: 1,
  status: 'SENT',
  told,
  critical: true,
  createdAt: at,
  dueAt: at,
  sentAt: at,
  tryOrder: 0,
  arrived: true,
  attempts: 0,
  permanent: false,
  errorCode: null,
  reason: null,
});

/** A call in place of what a pause held, after all that the number had been told by then. */
const asEntryInOrder = (ledger: readonly LedgerEntry[], call: Call, index: number): LedgerEntry => {
  const before = ledger.filter(({ sentAt }) => sentAt !== null && sentAt <= call.at);
  const tryOrder = Math.max(0, ...before.map((entry) => entry.tryOrder)) + 0.5;
  return { ...asEntry(call, index), tryOrder };
};

/** What was told by calls: to who has no number at once, else once somebody has made the call. */
const toldByCalls = (
  { trip, ledger, callsMade }: TripContext,
  { calls }: NotificationsState,
): readonly LedgerEntry[] =>
  trip.whatsapp === null
    ? calls.map(asEntry)
    : calls
        .filter(
          ({ at, about }) =>
            about !== undefined &&
            callsMade.some(({ openedAt, closedAt }) => openedAt <= at && at <= closedAt),
        )
        .map((call, index) => asEntryInOrder(ledger, call, index));

/**
 * The messages that tell what the number of now knows: its own, and confirmations of other legs of
 * the journey as far as they name this one.
 */
export const toldLedger = (
  context: TripContext,
  state: NotificationsState,
): readonly LedgerEntry[] => {
  const { trip, ledger, confirmations } = context;
  return [
    ...ledger,
    ...confirmations.flatMap((entry): readonly LedgerEntry[] => {
      const told = entry.told.legs?.[trip.id];
      // An edit of something else than the flight counts the trip's revision up, and tells nothing.
      return told ? [{ ...entry, told: { ...told, leg: Math.min(told.leg, state.leg) } }] : [];
    }),
  ]
    .filter((entry) => isToPhone(entry, trip.whatsapp, state))
    .concat(toldByCalls(context, state));
};

/** Whether the fate of a message to an earlier number is not known yet. */
export const isElsewhereUnderWay = ({ trip, ledger }: TripContext): boolean =>
  ledger.some((entry) => entry.to !== trip.whatsapp && isUnderWay(entry));

/**
 * Which of the numbers of a trip the present one is, counted from 0: part of a message's key, so
 * that the same words to a corrected number are another message.
 */
export const numberOf = ({ trip, ledger }: TripContext): number => {
  const numbers = [...new Set(ledger.map(({ to }) => to))];
  const index = numbers.indexOf(trip.whatsapp ?? '');
  return index === -1 ? numbers.length : index;
};
