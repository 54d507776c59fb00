import { appearsWithinMs } from '#shared/domain/delivery.ts';
import { hashToUnitInterval } from '#shared/domain/hash-to-unit-interval.ts';
import {
  day,
  epoch,
  hour,
  type Instant,
  instant,
  latest,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import type { MessageContent } from '#shared/domain/message.ts';
import {
  providerDownCode,
  templateUnusableCode,
  windowClosedCode,
} from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import type { SendOutcome, SentMessage } from '#shared/ports/message-sender.ts';

/** How often and with which pauses an agency wants failed messages tried. */
export type RetryLimits = Settings['retry_limits'];

/** The outcome of a claimed effect: of its request, or of the search in the provider's list. */
export type EffectOutcome =
  | SendOutcome
  | { readonly kind: 'found'; readonly providerId: string; readonly createdAt: Instant }
  | { readonly kind: 'nothing-found' }
  | { readonly kind: 'list-unavailable'; readonly retryAfterMs: number | null };

/** Pause between two searches in the provider’s list. */
const searchPauseMs = 60 * second;
/** An unknown outcome or a wait for the provider that lasts this long is announced. */
const announceAfterMs = 10 * minute;
/** A message without an expiry is given up after this time of trying. */
const giveUpAfterMs = day;
/** Deferred messages are spread over this time, by phone, so that they are not all due at once. */
const deferralSpreadMs = 10 * second;

/**
 * The pause in ms after the given number of earlier failures: base × factor^failures with jitter,
 * never above the cap. `chance` is in [0, 1).
 */
export const backoffMs = (earlierFailures: number, limits: RetryLimits, chance: number): number => {
  const capMs = limits.cap_seconds * second;
  const plainMs = Math.min(capMs, limits.base_seconds * second * limits.factor ** earlierFailures);
  return Math.min(capMs, Math.round(plainMs * (1 + limits.jitter * (2 * chance - 1))));
};

/** In doubt since its first try, however often it was tried since (RULES §8). */
const isLongInDoubt = (effect: ClaimedEffect, now: Instant): boolean =>
  epoch(now) - epoch(effect.firstTriedAt ?? effect.lastTriedAt ?? now) >= announceAfterMs;

const expiryOf = (effect: ClaimedEffect, now: Instant): Instant =>
  effect.expiresAt ?? plus(effect.firstTriedAt ?? now, giveUpAfterMs);

const afterFailure = (
  effect: ClaimedEffect,
  failure: { readonly code: string; readonly waitMs: number },
  now: Instant,
  limits: RetryLimits,
): Settlement => {
  const base = { id: effect.id, fence: effect.fence, at: now };
  const failures = effect.attempts + 1;
  const retryAt = plus(now, failure.waitMs);
  if (
    (messageTypes[effect.type].shortLived && failures >= limits.attempts) ||
    retryAt >= expiryOf(effect, now)
  ) {
    return { ...base, kind: 'failed', code: failure.code, permanent: false, announce: true };
  }
  return {
    ...base,
    kind: 'retry',
    code: failure.code,
    retryAt,
    announce: failures === limits.attempts || (effect.critical && isLongInDoubt(effect, now)),
  };
};

/** The message waits until then without a try, or is given up where that is past its expiry. */
const afterDeferral = (
  effect: ClaimedEffect,
  until: Instant,
  code: string,
  now: Instant,
): Settlement => {
  const base = { id: effect.id, fence: effect.fence, at: now, code };
  const end = expiryOf(effect, now);
  if (until >= end) return { ...base, kind: 'failed', permanent: false, announce: true };
  const spreadUntil = plus(until, hashToUnitInterval(effect.to) * deferralSpreadMs);
  const isLongWait = epoch(until) - epoch(effect.firstTriedAt ?? now) >= announceAfterMs;
  // An outage may be short; any other cause needs a person at once.
  const announce = isLongWait || code !== providerDownCode;
  return { ...base, kind: 'deferred', retryAt: spreadUntil < end ? spreadUntil : until, announce };
};

/**
 * The settlement of an outcome (DESIGN §1, RULES §5). Pure: `chance` in [0, 1) is the jitter. A
 * message about a flight is tried for as long as it is useful. `announce` is set for the
 * `attempts`-th failure, for every final one, and from ten minutes after the first try on where the
 * outcome is unknown, the message critical, or the provider down.
 */
export const settlementOf = (
  effect: ClaimedEffect,
  outcome: EffectOutcome,
  now: Instant,
  limits: RetryLimits,
  chance: number,
): Settlement => {
  const base = { id: effect.id, fence: effect.fence, at: now };
  const pause = () => backoffMs(effect.attempts, limits, chance);
  switch (outcome.kind) {
    case 'accepted':
      return { ...base, kind: 'sent', providerId: outcome.providerId };
    case 'found':
      return {
        ...base,
        at: latest(outcome.createdAt, effect.lastTriedAt) ?? now,
        kind: 'sent',
        providerId: outcome.providerId,
      };
    case 'not-sent':
      return afterFailure(
        effect,
        { code: outcome.code, waitMs: Math.max(pause(), outcome.retryAfterMs ?? 0) },
        now,
        limits,
      );
    case 'rejected':
      if (outcome.permanent)
        return { ...base, kind: 'failed', code: outcome.code, permanent: true, announce: true };
      return afterFailure(effect, { code: outcome.code, waitMs: pause() }, now, limits);
    case 'template-refused':
      if (effect.content.kind === 'template' && effect.content.otherwise)
        return { ...base, kind: 'replace', content: effect.content.otherwise };
      return { ...base, kind: 'failed', code: outcome.code, permanent: true, announce: true };
    case 'window-closed':
      if (effect.content.kind === 'text' && effect.content.outsideWindow)
        return { ...base, kind: 'replace', content: effect.content.outsideWindow };
      // The window does not concern templates: one that is refused for it is broken.
      return {
        ...base,
        kind: 'failed',
        code: windowClosedCode,
        permanent: effect.content.kind === 'template',
        announce: true,
      };
    case 'unknown':
      return {
        ...base,
        kind: 'unknown',
        code: outcome.code,
        reconcileAt: instant(Math.max(epoch(effect.leaseUntil), epoch(now)) + appearsWithinMs),
        announce: isLongInDoubt(effect, now),
      };
    case 'circuit-open':
      return afterDeferral(effect, outcome.until, providerDownCode, now);
    case 'template-unusable':
      return afterDeferral(effect, outcome.until, templateUnusableCode, now);
    case 'list-unavailable':
      return {
        ...base,
        kind: 'unknown',
        code: 'list_unavailable',
        reconcileAt: plus(now, Math.max(searchPauseMs, outcome.retryAfterMs ?? 0)),
        announce: isLongInDoubt(effect, now),
      };
    case 'nothing-found':
      if (effect.emptyLists > 0)
        return afterFailure(effect, { code: 'not_found_at_provider', waitMs: 0 }, now, limits);
      return {
        ...base,
        kind: 'still-unknown',
        reconcileAt: plus(now, searchPauseMs),
        announce: isLongInDoubt(effect, now),
      };
  }
};

/** How far the provider's clock may be behind ours, in ms. */
const clockSkewMs = 30 * second;

/** The start of the search in the provider's list for what the last try may have sent. */
export const searchFrom = (effect: ClaimedEffect, now: Instant): Instant =>
  plus(effect.lastTriedAt ?? effect.firstTriedAt ?? plus(now, -hour), -clockSkewMs);

const normalized = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/**
 * What the provider may list a message as: its text, or what stands above its answers to tap; a
 * list of calls has no texts.
 */
const textsOf = (content: MessageContent): readonly string[] => {
  if (content.kind === 'call') return [''];
  return content.kind === 'text' && content.choices
    ? [content.text, content.choices.body]
    : [content.text];
};

/**
 * Searches the provider's list for the effect: the same text, created since the last try, and not
 * another effect's message.
 */
export const reconcile = (
  effect: ClaimedEffect,
  list: readonly SentMessage[],
  now: Instant,
): EffectOutcome => {
  const since = searchFrom(effect, now);
  const texts = new Set(textsOf(effect.content).map(normalized));
  const match = list.find(
    (message) =>
      message.createdAt >= since &&
      texts.has(normalized(message.text)) &&
      !effect.accountedFor.includes(message.providerId),
  );
  return match
    ? { kind: 'found', providerId: match.providerId, createdAt: match.createdAt }
    : { kind: 'nothing-found' };
};
