import { type Instant, plus, second } from '#shared/domain/instant.ts';
import { type LedgerEntry, needsRedecision, templateUnusableCode } from '#shared/domain/message.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { EffectCommand, Reason, VoidCommand } from '#shared/ports/turn-commands.ts';
import type { Usable } from '#shared/templates/compose.ts';
import { countsAsTold, isUpForRedecision, ownTypes, type VoidReason } from './ledger.ts';
import { isSendable } from './messages/content.ts';
import type { Draft } from './messages/draft.ts';
import { effectOf } from './messages/effect.ts';
import { isWithdrawn, type View } from './plan/view.ts';
import type { NotificationsState } from './state.ts';
import type { ContentSuppression } from './suppression.ts';

/** What changes in the ledger, so that its waiting messages are those of the plan. */
export interface LedgerChanges {
  readonly state: NotificationsState;
  readonly effects: readonly EffectCommand[];
  readonly voids: readonly VoidCommand[];
  readonly suppressed: readonly ContentSuppression[];
  readonly reasons: readonly Reason[];
}

/**
 * After an opt-out, or without a number, nothing is entered; one-off messages are not caught up
 * later.
 */
const suppressAll = (
  view: View,
  drafts: readonly Draft[],
  rule: 'opted_out' | 'no_number',
): LedgerChanges => {
  const { state } = view;
  const oneOffDrafts = drafts.filter(({ stream }) => stream === 'once' || stream === 'boarding');
  const skipped = Object.fromEntries(
    oneOffDrafts.map(({ type, told }) => [type, told.boardingFor ?? String(state.leg)]),
  );
  return {
    state: { ...state, skipped: { ...state.skipped, ...skipped } },
    effects: [],
    voids: [],
    suppressed: drafts.map(({ type, content }) => ({
      subject: type,
      rule,
      until: null,
      content,
    })),
    reasons: [],
  };
};

/** When a message that failed, or turned out unsent, is tried again: later each time. */
const retryAt = (entry: LedgerEntry | undefined, { now, settings }: View): Instant => {
  const isRetried = entry?.status === 'FAILED' || entry?.reason === needsRedecision;
  if (!entry || !isRetried) return now;
  const { base_seconds, factor, cap_seconds } = settings.retry_limits;
  return plus(now, Math.min(base_seconds * factor ** entry.attempts, cap_seconds) * second);
};

/** The draft, with the zone of its times where it is not the one the booking was read with. */
const inZoneTold = (draft: Draft, { context, ticketZone }: View): Draft =>
  context.trip.originZone === ticketZone
    ? draft
    : { ...draft, told: { ...draft.told, zone: context.trip.originZone } };

/** Enters the drafts that do not stand in the ledger yet; `keys`: those of all drafts. */
const enterDrafts = (
  view: View,
  phone: string,
  drafts: readonly Draft[],
  usable: Usable,
): LedgerChanges & { readonly keys: ReadonlySet<string> } => {
  const { context, now, settings, state } = view;
  const entries = new Map(context.ledger.map((entry) => [entry.key, entry]));
  let { episodes } = state;
  const keys = new Set<string>();
  const effects: EffectCommand[] = [];
  const voids: VoidCommand[] = [];
  const reasons: Reason[] = [];
  for (const draft of drafts) {
    const entered = effectOf({
      draft: inZoneTold(draft, view),
      context,
      phone,
      leg: state.leg,
      episodes,
      beforeTurn: state.episodes,
      now,
      usable,
    });
    const { effect } = entered;
    episodes = entered.episodes;
    keys.add(effect.key);
    const entry = entries.get(effect.key);
    // What waits for a template that is usable again is entered anew, with its new content.
    const isUnblocked =
      entry?.status === 'PENDING' &&
      entry.errorCode === templateUnusableCode &&
      isSendable(effect.content, usable);
    if (isUnblocked) voids.push({ key: effect.key, reason: 'overtaken' });
    else if (
      entry &&
      (entry.status === 'PENDING' || countsAsTold(entry, settings.retry_limits.attempts))
    )
      continue;
    const dueAt = retryAt(entry, view);
    // What failed stays so, and its task open, where the next try would come too late.
    if (entry?.status === 'FAILED' && draft.expiresAt !== null && dueAt >= draft.expiresAt)
      continue;
    effects.push({ ...effect, dueAt });
    reasons.push({
      tripId: context.trip.id,
      decision: 'sent',
      subject: draft.type,
      rule: 'due',
      detail: { episode: effect.episode, content: draft.content },
    });
  }
  return { state: { ...state, episodes }, effects, voids, suppressed: [], reasons, keys };
};

const voidReasonOf = (view: View, entry: LedgerEntry, drafts: readonly Draft[]): VoidReason => {
  const { state, context } = view;
  if (isWithdrawn(view)) return 'trip_withdrawn';
  if (entry.to !== context.trip.whatsapp) return 'number_corrected';
  if (entry.told.leg !== state.leg) return 'trip_edited';
  if (state.facts?.phase === 'cancelled') return 'flight_cancelled';
  if (state.facts && state.facts.phase !== 'scheduled') return 'flight_departed';
  const isReplaced = drafts.some(
    ({ type, told }) =>
      type === entry.type || (told.departure !== undefined && entry.told.departure !== undefined),
  );
  return isReplaced ? 'overtaken' : 'no_longer_true';
};

/** Makes the ledger's waiting messages those of the plan: enters, keeps and takes back. */
export const changeLedger = (
  view: View,
  drafts: readonly Draft[],
  usable: Usable,
  event: AnyEvent,
): LedgerChanges => {
  const { ledger, optedOut, trip } = view.context;
  const { keys, ...changes } =
    optedOut || trip.whatsapp === null
      ? {
          ...suppressAll(view, drafts, optedOut ? 'opted_out' : 'no_number'),
          keys: new Set<string>(),
        }
      : enterDrafts(view, trip.whatsapp, drafts, usable);
  const isObsolete = ({ key }: LedgerEntry): boolean => !keys.has(key);
  const unsent = ledger.filter(
    (entry) =>
      event.type === 'MessageFailed' &&
      entry.id === event.data.messageId &&
      isUpForRedecision(entry) &&
      isObsolete(entry),
  );
  // A message that failed for good, or for which it is too late, leaves its reason.
  const givenUp = ledger.filter(
    (entry) =>
      event.type === 'MessageFailed' &&
      entry.id === event.data.messageId &&
      entry.status === 'FAILED' &&
      !changes.effects.some(({ key }) => key === entry.key),
  );
  // After an opt-out waiting messages stay: the claim drops them, by its own rule.
  const takenBack = ledger.filter(
    (entry) =>
      !optedOut && entry.status === 'PENDING' && ownTypes.has(entry.type) && isObsolete(entry),
  );
  return {
    ...changes,
    voids: [
      ...changes.voids,
      ...takenBack.map((entry) => ({
        key: entry.key,
        reason: voidReasonOf(view, entry, drafts),
      })),
    ],
    reasons: [
      ...changes.reasons,
      ...[...unsent, ...takenBack].map(
        (entry): Reason => ({
          tripId: trip.id,
          decision: 'dropped',
          subject: entry.type,
          rule: voidReasonOf(view, entry, drafts),
          detail: { episode: entry.episode },
        }),
      ),
      ...givenUp.map(
        (entry): Reason => ({
          tripId: trip.id,
          decision: 'dropped',
          subject: entry.type,
          rule: entry.permanent ? 'refused' : 'given_up',
          detail: { episode: entry.episode, code: entry.errorCode },
        }),
      ),
    ],
  };
};
