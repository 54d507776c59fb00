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
import {
  providerDownCode,
  templateUnusableCode,
  windowClosedCode,
} from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import type { SendOutcome, SentMessage } from '#shared/ports/message-sender.ts';

export type RetryLimits = Settings['retry_limits'];

/** What became of one claimed effect: of its request, or of the look at the provider's list. */
export type EffectOutcome =
  | SendOutcome
  | { readonly kind: 'found'; readonly providerId: string; readonly createdAt: Instant }
  | { readonly kind: 'nothing-found' }
  | { readonly kind: 'list-unavailable'; readonly retryAfterMs: number | null };

const betweenListsMs = 60 * second;
/** An unknown fate, or a wait for the provider, that lasts this long is told to the agency. */
const toldAfterMs = 10 * minute;
/** Even what is always useful is given up after a day of trying. */
const giveUpAfterMs = day;
/**
 * What waited for the provider comes back over so long, each phone at its place, and not all at
 * once.
 */
const comeBackWithinMs = 10 * second;

/**
 * The pause after the given number of earlier failures: base × factor^failures with jitter, never
 * above the cap. `chance` is in [0, 1).
 */
export const backoffMs = (earlierFailures: number, limits: RetryLimits, chance: number): number => {
  const capMs = limits.cap_seconds * second;
  const plainMs = Math.min(capMs, limits.base_seconds * second * limits.factor ** earlierFailures);
  return Math.min(capMs, Math.round(plainMs * (1 + limits.jitter * (2 * chance - 1))));
};

const lastTry = (effect: ClaimedEffect, now: Instant): Instant =>
  effect.lastTriedAt ?? effect.firstTriedAt ?? now;

const isLongUnknown = (effect: ClaimedEffect, now: Instant): boolean =>
  epoch(now) - epoch(lastTry(effect, now)) >= toldAfterMs;

const usefulUntil = (effect: ClaimedEffect, now: Instant): Instant =>
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
    retryAt >= usefulUntil(effect, now)
  ) {
    return { ...base, kind: 'failed', code: failure.code, permanent: false, announce: true };
  }
  return {
    ...base,
    kind: 'retry',
    code: failure.code,
    retryAt,
    announce: failures === limits.attempts,
  };
};

/** The message waits untried until then, or is given up where that is too late for it. */
const afterDeferral = (
  effect: ClaimedEffect,
  until: Instant,
  code: string,
  now: Instant,
): Settlement => {
  const base = { id: effect.id, fence: effect.fence, at: now, code };
  const end = usefulUntil(effect, now);
  if (until >= end) return { ...base, kind: 'failed', permanent: false, announce: true };
  const spreadOut = plus(until, hashToUnitInterval(effect.to) * comeBackWithinMs);
  const waitsForLong = epoch(until) - epoch(effect.firstTriedAt ?? now) >= toldAfterMs;
  // An outage may be short; what else keeps a message back, a person has to mend.
  const announce = waitsForLong || code !== providerDownCode;
  return { ...base, kind: 'deferred', retryAt: spreadOut < end ? spreadOut : until, announce };
};

/**
 * What the ledger is to do about an outcome (DESIGN §1, RULES §5). Pure: `chance` in [0, 1) is the
 * jitter. A message about a flight is tried for as long as it is useful; the agency hears of the
 * `attempts`-th failure, of every final one, and of a fate that has been unknown, or a provider
 * that has been down, for ten minutes.
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
    case 'window-closed':
      if (effect.content.kind === 'text' && effect.content.outsideWindow)
        return { ...base, kind: 'replace', content: effect.content.outsideWindow };
      // A template that is refused so is broken.
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
        announce: isLongUnknown(effect, now),
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
        reconcileAt: plus(now, Math.max(betweenListsMs, outcome.retryAfterMs ?? 0)),
        announce: isLongUnknown(effect, now),
      };
    case 'nothing-found':
      if (effect.emptyLists > 0)
        return afterFailure(effect, { code: 'not_found_at_provider', waitMs: 0 }, now, limits);
      return {
        ...base,
        kind: 'still-unknown',
        reconcileAt: plus(now, betweenListsMs),
        announce: isLongUnknown(effect, now),
      };
  }
};

/** How far the provider's clock may be behind ours. */
const clockSkewMs = 30 * second;

/** From when on the provider's list is read to find what the last try may have sent. */
export const searchFrom = (effect: ClaimedEffect, now: Instant): Instant =>
  plus(effect.lastTriedAt ?? effect.firstTriedAt ?? plus(now, -hour), -clockSkewMs);

const words = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/**
 * Finds the effect in the provider's list: the same words, made since the last try, and not another
 * effect's message.
 */
export const reconcile = (
  effect: ClaimedEffect,
  list: readonly SentMessage[],
  now: Instant,
): EffectOutcome => {
  const since = searchFrom(effect, now);
  const found = list.find(
    (message) =>
      message.createdAt >= since &&
      words(message.text) === words(effect.content.text) &&
      !effect.accountedFor.includes(message.providerId),
  );
  return found
    ? { kind: 'found', providerId: found.providerId, createdAt: found.createdAt }
    : { kind: 'nothing-found' };
};
