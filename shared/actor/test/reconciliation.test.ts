import { between, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { settingSchemas } from '#shared/domain/settings.ts';
import { aClaimedEffect, aMoment } from '#shared/testing/builders.ts';
import { reconcile, searchFrom, settlementOf } from '../settlement.ts';

const defaults = settingSchemas.retry_limits.parse({});
const later = (ms: number): Instant => plus(aMoment, ms);

describe('a reconciliation', () => {
  const effect = aClaimedEffect({
    mode: 'reconcile',
    content: { kind: 'text', text: 'Your flight  leaves later' },
    accountedFor: ['SM-other'],
  });
  const now = later(3 * minute);
  const message = {
    providerId: 'SM-1',
    createdAt: later(2 * second),
    text: 'Your flight leaves later',
  };

  it('finds the message of the last try by its words', () => {
    expect(
      reconcile(effect, [{ ...message, providerId: 'SM-0', text: 'Something else' }, message], now),
    ).toEqual({
      kind: 'found',
      providerId: 'SM-1',
      createdAt: later(2 * second),
    });
  });

  it('takes neither an older message nor another effect’s for it', () => {
    expect(reconcile(effect, [{ ...message, createdAt: later(-minute) }], now)).toEqual({
      kind: 'nothing-found',
    });
    expect(reconcile(effect, [{ ...message, providerId: 'SM-other' }], now)).toEqual({
      kind: 'nothing-found',
    });
    expect(reconcile(effect, [], now)).toEqual({ kind: 'nothing-found' });
  });

  it('allows for a provider whose clock is a little behind', () => {
    expect(between(searchFrom(effect, now), aMoment)).toBe(30 * second);
    expect(reconcile(effect, [{ ...message, createdAt: later(-5 * second) }], now)).toMatchObject({
      kind: 'found',
    });
  });

  it('dates a found message by the provider’s clock, but not before the try', () => {
    const at = (createdAt: Instant) =>
      settlementOf(effect, { kind: 'found', providerId: 'SM-1', createdAt }, now, defaults, 0.5);
    expect(at(later(2 * second))).toMatchObject({
      kind: 'sent',
      providerId: 'SM-1',
      at: later(2 * second),
    });
    expect(at(later(-5 * second))).toMatchObject({ at: aMoment });
  });
});
