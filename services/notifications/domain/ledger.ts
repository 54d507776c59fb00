import type { Instant } from '#shared/domain/instant.ts';
import { type LedgerEntry, type MessageType, needsRedecision } from '#shared/domain/message.ts';
import { messageTypes, supersedes, typesThat } from '#shared/domain/message-types.ts';
import { inShadow, pauseLifted, testFailed } from '#shared/domain/sending.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';

/** The types this agent decides; replies and acknowledgements in the ledger are the concierge's. */
export const ownTypes: ReadonlySet<MessageType> = new Set(
  typesThat(({ conversational }) => !conversational),
);

/** Our own reasons for taking back a waiting message: what it was about can be decided again. */
export const voidReasons = [
  'overtaken',
  'no_longer_true',
  'flight_cancelled',
  'flight_departed',
  'trip_edited',
  'trip_withdrawn',
  'number_corrected',
] as const satisfies readonly SilenceRule[];
/** Why a waiting message was taken back. */
export type VoidReason = (typeof voidReasons)[number];

/** Whether a message turned out unsent after a turn had counted it as told, or a pause held it. */
export const isUpForRedecision = (entry: LedgerEntry): boolean =>
  entry.status === 'DROPPED' && (entry.reason === needsRedecision || entry.reason === pauseLifted);

/** Decided and not sent to its number by a shadow or a test: its agency tells it by hand. */
const isLeftToHands = (entry: LedgerEntry): boolean =>
  entry.status === 'DROPPED' && (entry.reason === inShadow || entry.reason === testFailed);

const isTakenBack = (entry: LedgerEntry): boolean =>
  isUpForRedecision(entry) ||
  (entry.status === 'DROPPED' && voidReasons.some((reason) => reason === entry.reason));

/** Whether a message may have reached the provider, although its fate is not known yet. */
export const isUnderWay = (entry: LedgerEntry): boolean =>
  entry.status === 'SENDING' || entry.status === 'UNKNOWN';

/** Failed for good, or short-lived and tried often enough: it is not sent again. */
const isAbandoned = (entry: LedgerEntry, maxAttempts: number): boolean =>
  entry.status === 'FAILED' &&
  (entry.permanent || (messageTypes[entry.type].shortLived && entry.attempts >= maxAttempts));

/**
 * Whether a message counts as told: accepted and not failed since, under way, abandoned, or left to
 * the agency's hands.
 * One that failed for the moment does not, however often: it is tried while it is true and useful.
 */
export const countsAsTold = (entry: LedgerEntry, maxAttempts: number): boolean =>
  entry.status === 'SENT' ||
  isUnderWay(entry) ||
  isLeftToHands(entry) ||
  isAbandoned(entry, maxAttempts);

/** The ledger without abandoned messages: a fold over these is what the traveller really holds. */
export const withoutAbandoned = (
  ledger: readonly LedgerEntry[],
  maxAttempts: number,
): readonly LedgerEntry[] => ledger.filter((entry) => !isAbandoned(entry, maxAttempts));

/** Whether a message is about this leg of the trip; see `Told.leg`. */
export const isOfLeg = (entry: LedgerEntry, leg: number): boolean => entry.told.leg === leg;

/** Whether a one-off message is done with: told, or dropped for a reason that is not our own. */
export const isDecided = (entry: LedgerEntry, maxAttempts: number): boolean =>
  countsAsTold(entry, maxAttempts) || (entry.status === 'DROPPED' && !isTakenBack(entry));

/** When a message was accepted; of one that was not, when it was entered. */
export const toldAt = (entry: LedgerEntry): Instant => entry.sentAt ?? entry.createdAt;

/** Sorts messages as the phone got them. Those without a counted try go by the clock. */
export const byTryOrder = (a: LedgerEntry, b: LedgerEntry): number =>
  a.tryOrder - b.tryOrder || (toldAt(a) < toldAt(b) ? -1 : toldAt(a) > toldAt(b) ? 1 : 0);

const hasArrivedAfter = (entry: LedgerEntry, failed: LedgerEntry): boolean =>
  entry.arrived && (entry.sentAt ?? entry.dueAt) > (failed.sentAt ?? failed.dueAt);

/** Whether a message tried after the failed one has arrived: the number can be reached. */
export const hasArrivedSince = (ledger: readonly LedgerEntry[], failed: LedgerEntry): boolean =>
  ledger.some((entry) => hasArrivedAfter(entry, failed));

/** Whether a later message that arrived makes up for one that failed. */
export const isSuperseded = (ledger: readonly LedgerEntry[], failed: LedgerEntry): boolean =>
  ledger.some((entry) => hasArrivedAfter(entry, failed) && supersedes(entry.type, failed.type));
