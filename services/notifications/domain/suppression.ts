import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import type { NotificationsState } from './state.ts';

/** Something true that is not told now, and the rule that says so. */
export interface Suppression {
  readonly subject: MessageType;
  readonly rule: SilenceRule;
  /** When it is decided again; null: only when something changes. */
  readonly until: Instant | null;
}

/** A suppression with the content it withholds; with another content it is another one. */
export interface ContentSuppression extends Suppression {
  readonly content: string;
}

const logKey = ({ rule, until, content }: ContentSuppression): string =>
  `${rule}:${until ?? ''}:${content}`;

/**
 * The reasons for what is suppressed now, each logged once for as long as it holds. Subjects that
 * are no longer suppressed are forgotten, so that their next suppression is logged again.
 */
export const logSuppressions = (
  tripId: string,
  lastLogged: NotificationsState['lastLoggedReason'],
  suppressions: readonly ContentSuppression[],
): Pick<NotificationsState, 'lastLoggedReason'> & { readonly reasons: readonly Reason[] } => ({
  lastLoggedReason: Object.fromEntries(
    suppressions.map((suppression) => [suppression.subject, logKey(suppression)]),
  ),
  reasons: suppressions
    .filter((suppression) => lastLogged[suppression.subject] !== logKey(suppression))
    .map(({ subject, rule, until }) => ({
      tripId,
      decision: until ? 'held' : 'suppressed',
      subject,
      rule,
      detail: { until },
    })),
});
