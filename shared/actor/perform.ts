import { plus, second } from '#shared/domain/instant.ts';
import { unreadableCode } from '#shared/domain/message.ts';
import { asTest } from '#shared/domain/sending.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { ActorStore, ClaimedEffect } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import { describeError } from './describe-error.ts';
import { logWith } from './event-log.ts';
import { type EffectOutcome, reconcile, searchFrom, settlementOf } from './settlement.ts';

/** Dependencies of `createPerform`. */
export interface PerformDependencies {
  readonly store: Pick<ActorStore, 'settle'>;
  readonly sender: MessageSender;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'chance'>;
  readonly log: Log;
}

/** A request ends this long before the lease, so that its outcome is settled within the lease. */
const settlingMarginMs = 10 * second;

/** The words that leave: in a test whom they are for stands before them. */
const wordsOf = ({ content, testFor }: ClaimedEffect): ClaimedEffect['content'] =>
  testFor === null ? content : asTest(content, testFor);

const send = async (
  { sender, log }: PerformDependencies,
  effect: ClaimedEffect,
): Promise<EffectOutcome> => {
  const { id, from, to } = effect;
  try {
    return await sender.send({
      id,
      from,
      to,
      content: wordsOf(effect),
      deadline: plus(effect.leaseUntil, -settlingMarginMs),
    });
  } catch (error) {
    // A sender that throws breaks its contract; the message may have been sent.
    log.error('a sender threw', { error: describeError(error) });
    return { kind: 'unknown', code: 'sender_threw' };
  }
};

const search = async (
  { sender, clock, log }: PerformDependencies,
  effect: ClaimedEffect,
): Promise<EffectOutcome> => {
  const now = clock.now();
  try {
    return reconcile(
      { ...effect, content: wordsOf(effect) },
      await sender.listSent({
        from: effect.from,
        to: effect.to,
        since: searchFrom(effect, now),
        ...(effect.content.kind === 'call' && { isCall: true }),
      }),
      now,
    );
  } catch (error) {
    log.warn('the provider’s list could not be read', { error: describeError(error) });
    return {
      kind: 'list-unavailable',
      retryAfterMs: error instanceof ServiceUnavailable ? error.retryAfterMs : null,
    };
  }
};

/**
 * Creates the function that performs claimed effects, and then the effects that were waiting behind
 * them. They run in parallel, so that a slow one holds back no other. It never throws: what could
 * not be settled is reconciled once its lease has ended. `turnLog` adds the fields of the turn that
 * claimed the effects.
 */
export const createPerform = (
  dependencies: PerformDependencies,
): ((claimed: readonly ClaimedEffect[], turnLog?: Log) => Promise<void>) => {
  const { store, clock, ids } = dependencies;

  const outcomeOf = async (effect: ClaimedEffect, log: Log): Promise<EffectOutcome> => {
    if (effect.isUnreadable) {
      log.error('a message cannot be opened and was not sent');
      return { kind: 'rejected', code: unreadableCode, permanent: true };
    }
    return effect.mode === 'send'
      ? send({ ...dependencies, log }, effect)
      : search({ ...dependencies, log }, effect);
  };

  const performOne = async (effect: ClaimedEffect, log: Log): Promise<readonly ClaimedEffect[]> => {
    const outcome = await outcomeOf(effect, log);
    const now = clock.now();
    const limits = effectiveSettings({ retry_limits: effect.retryLimits }).retry_limits;
    const settlement = settlementOf(effect, outcome, now, limits, ids.chance());
    log.info('effect settled', {
      type: effect.type,
      mode: effect.mode,
      settlement: settlement.kind,
      attempts: effect.attempts,
    });
    return store.settle({ settlements: [settlement], agencyId: effect.agencyId, now });
  };

  const performFrom = async (effect: ClaimedEffect, turnLog: Log): Promise<void> => {
    const log = logWith(turnLog, { effectId: effect.id });
    const waiting = await performOne(effect, log).catch((error: unknown) => {
      log.error('an effect could not be settled', { error: describeError(error) });
      return [];
    });
    // Other turns decided these, so they are not logged with this turn's fields.
    await Promise.all(waiting.map((next) => performFrom(next, dependencies.log)));
  };

  return async (claimed, turnLog = dependencies.log) => {
    await Promise.all(claimed.map((effect) => performFrom(effect, turnLog)));
  };
};
