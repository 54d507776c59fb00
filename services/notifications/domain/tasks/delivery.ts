import { between, minute } from '#shared/domain/instant.ts';
import {
  type LedgerEntry,
  needsRedecision,
  providerDownCode,
  templateUnusableCode,
} from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { hasArrivedSince, isOfLeg, isSuperseded, isUpForRedecision } from '../ledger.ts';
import type { Draft } from '../messages/draft.ts';
import { isWithdrawn, type View } from '../plan/view.ts';
import type { TaskChanges } from './task-changes.ts';

/** Twilio's error codes that say something about the number, not the message. */
const numberErrorCodes: ReadonlySet<string> = new Set([
  '63003',
  '63024',
  '63014',
  '21211',
  '21610',
  '21614',
  '21408',
]);

const isNumberError = (isPermanent: boolean, code: string | null): boolean =>
  isPermanent && code !== null && numberErrorCodes.has(code);

const needsAgency = ({ critical, type }: LedgerEntry): boolean =>
  critical || messageTypes[type].alertsAgencyOnFailure;

/** Opens the tasks that follow from a message that does not get through. */
export const openFailureTasks = (
  tasks: TaskChanges,
  view: View,
  { data }: EventOf<'MessageFailed'>,
): void => {
  const entry = view.context.ledger.find(({ id }) => id === data.messageId);
  if (
    !entry ||
    data.state === needsRedecision ||
    data.state === 'held' ||
    entry.status === 'SENT' ||
    (entry.status === 'DROPPED' && !isUpForRedecision(entry))
  )
    return;
  const facts = { message: data.type, code: data.code, attempts: data.attempts };
  if (isNumberError(data.permanent, data.code))
    tasks.open('unreachable', data.messageId, 'number_unreachable', facts);
  else if (!isWithdrawn(view) && (data.permanent || data.code === templateUnusableCode))
    tasks.open(
      'template_unusable',
      data.messageId,
      data.permanent ? 'message_refused' : 'no_template_approved',
      facts,
    );
  if (needsAgency(entry)) tasks.open('critical_unsent', data.messageId, data.state, facts);
};

/** It waits for a template, was given up for want of one, or was refused for what it says. */
const isHeldByTemplate = ({ status, permanent, errorCode }: LedgerEntry): boolean =>
  (errorCode === templateUnusableCode && status !== 'DROPPED') ||
  (status === 'FAILED' && permanent && !isNumberError(permanent, errorCode));

/** So long after its first try the agency hears that a critical message may not have arrived. */
const doubtMs = 10 * minute;

const isLongInDoubt = ({ critical, createdAt }: LedgerEntry, { now }: View): boolean =>
  critical && between(createdAt, now) >= doubtMs;

const isStuck = (entry: LedgerEntry, view: View, drafts: readonly Draft[]): boolean => {
  const {
    context: { ledger },
    settings,
    state,
  } = view;
  switch (entry.status) {
    case 'UNKNOWN':
      return true;
    case 'FAILED':
      return isOfLeg(entry, state.leg) && !isSuperseded(ledger, entry);
    case 'PENDING':
    case 'SENDING':
      return (
        entry.attempts >= settings.retry_limits.attempts ||
        (entry.tryOrder > 0 && isLongInDoubt(entry, view)) ||
        entry.errorCode === providerDownCode ||
        entry.errorCode === templateUnusableCode
      );
    case 'DROPPED':
      // It turned out unsent, and is said again in this turn.
      return (
        isUpForRedecision(entry) &&
        isLongInDoubt(entry, view) &&
        drafts.some(({ type }) => type === entry.type)
      );
    case 'SENT':
      return false;
  }
};

/**
 * Closes the tasks whose trouble is over: nothing important is stuck, the number was reached since
 * a failure, no template is missing. A message that is accepted and then fails opens them again.
 */
export const closeDeliveryTasks = (
  tasks: TaskChanges,
  view: View,
  drafts: readonly Draft[],
): void => {
  const { ledger } = view.context;
  if (!ledger.some((entry) => needsAgency(entry) && isStuck(entry, view, drafts)))
    tasks.close('critical_unsent', 'message_overtaken');
  const isUnreachable = ledger.some(
    (entry) => isNumberError(entry.permanent, entry.errorCode) && !hasArrivedSince(ledger, entry),
  );
  if (!isUnreachable) tasks.close('unreachable', 'message_got_through');
  if (!ledger.some(isHeldByTemplate)) tasks.close('template_unusable', 'message_overtaken');
};
