import { between, type Instant, minute } from '#shared/domain/instant.ts';
import { isQuiet, type QuietHours } from '#shared/domain/quiet-hours.ts';
import type { ReplayedMessage } from '#shared/ports/settings-replay.ts';

/** What another setting does to a message. */
export type MessageChangeKind = 'gone' | 'new' | 'later' | 'earlier' | 'reworded';

/** A message that another setting changes; `wakes`: it comes at night, and did not before. */
export interface MessageChange {
  readonly kind: MessageChangeKind;
  readonly wakes: boolean;
  readonly before: ReplayedMessage | null;
  readonly after: ReplayedMessage | null;
}

/** Less than this is no other time. */
const sameMs = minute;

/** The messages of a trip that are of one type, in their order: what is compared with what. */
const bySubject = (
  messages: readonly ReplayedMessage[],
): ReadonlyMap<string, readonly ReplayedMessage[]> =>
  Map.groupBy(messages, ({ tripId, type }) => `${tripId} ${type}`);

const kindOf = (before: ReplayedMessage, after: ReplayedMessage): MessageChangeKind | null => {
  const movedMs = between(before.at, after.at);
  if (movedMs >= sameMs) return 'later';
  if (movedMs <= -sameMs) return 'earlier';
  return before.text === after.text ? null : 'reworded';
};

/**
 * How the messages of two replays of the same trips differ. `night`: the quiet hours by which
 * somebody is woken, on the traveller's clocks.
 */
export const messageChanges = (
  before: readonly ReplayedMessage[],
  after: readonly ReplayedMessage[],
  night: QuietHours,
): readonly MessageChange[] => {
  const [was, is] = [bySubject(before), bySubject(after)];
  const isAtNight = (message: ReplayedMessage | null): boolean =>
    message !== null && isQuiet(message.at, message.zone, night);
  const at = ({ before: old, after: now }: MessageChange): Instant => (now ?? old)?.at ?? '';
  return [...new Set([...was.keys(), ...is.keys()])]
    .flatMap((subject): readonly MessageChange[] => {
      const [old, now] = [was.get(subject) ?? [], is.get(subject) ?? []];
      return Array.from({ length: Math.max(old.length, now.length) }, (_, nth) => {
        const [a, b] = [old[nth] ?? null, now[nth] ?? null];
        const kind = a && b ? kindOf(a, b) : a ? 'gone' : 'new';
        return kind && { kind, wakes: isAtNight(b) && !isAtNight(a), before: a, after: b };
      }).filter((change) => change !== null);
    })
    .sort((a, b) => (at(a) < at(b) ? -1 : 1));
};
