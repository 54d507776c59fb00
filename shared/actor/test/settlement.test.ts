import fc from 'fast-check';
import { between, hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { settingSchemas } from '#shared/domain/settings.ts';
import { ClaimedEffect } from '#shared/ports/actor-store.ts';
import type { SendOutcome } from '#shared/ports/message-sender.ts';
import { aClaimedEffect, aMoment } from '#shared/testing/builders.ts';
import {
  backoffMs,
  type EffectOutcome,
  type RetryLimits,
  reconcile,
  settlementOf,
} from '../settlement.ts';

const defaults = settingSchemas.retry_limits.parse({});
const refused: SendOutcome = { kind: 'not-sent', code: '20429', retryAfterMs: null };
const later = (ms: number): Instant => plus(aMoment, ms);

const anyLimits: fc.Arbitrary<RetryLimits> = fc.record({
  attempts: fc.integer({ min: 1, max: 20 }),
  base_seconds: fc.double({ min: 1, max: 300, noNaN: true }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  jitter: fc.double({ min: 0, max: 0.9, noNaN: true }),
  cap_seconds: fc.double({ min: 1, max: 3600, noNaN: true }),
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const anyOutcome: fc.Arbitrary<EffectOutcome> = fc.oneof(
  fc.constant<EffectOutcome>({ kind: 'accepted', providerId: 'SM1' }),
  fc.record({
    kind: fc.constant('not-sent' as const),
    code: fc.constant('x'),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 7_200_000 })),
  }),
  fc.record({
    kind: fc.constant('rejected' as const),
    code: fc.constant('x'),
    permanent: fc.boolean(),
  }),
  fc.constant<EffectOutcome>({ kind: 'window-closed' }),
  fc.constant<EffectOutcome>({ kind: 'template-refused', code: '63040' }),
  fc.constant<EffectOutcome>({ kind: 'unknown', code: 'timeout' }),
  fc.constant<EffectOutcome>({ kind: 'nothing-found' }),
  fc.constant<EffectOutcome>({ kind: 'list-unavailable', retryAfterMs: null }),
);
const anyEffect: fc.Arbitrary<ClaimedEffect> = fc
  .record({
    type: fc.constantFrom(...MessageType.options),
    attempts: fc.integer({ min: 0, max: 60 }),
    emptyLists: fc.integer({ min: 0, max: 3 }),
    expiresAt: fc.option(fc.integer({ min: -hour, max: 48 * hour }).map(later)),
    firstTriedAt: fc.integer({ min: -30 * hour, max: 0 }).map(later),
  })
  .map((over) => aClaimedEffect({ ...over, lastTriedAt: over.firstTriedAt }));

describe('the pause between two tries', () => {
  it('is never above the cap, and within the jitter of base × factor^failures', () => {
    fc.assert(
      fc.property(anyLimits, fc.integer({ min: 0, max: 60 }), chance, (limits, failures, luck) => {
        const ms = backoffMs(failures, limits, luck);
        const capMs = limits.cap_seconds * second;
        const plainMs = Math.min(capMs, limits.base_seconds * second * limits.factor ** failures);
        expect(ms).toBeLessThanOrEqual(capMs);
        expect(ms).toBeGreaterThanOrEqual(Math.floor(plainMs * (1 - limits.jitter)));
        expect(ms).toBeLessThanOrEqual(Math.ceil(plainMs * (1 + limits.jitter)));
        expect(ms).toBeGreaterThan(0);
      }),
    );
  });

  it('never shrinks with more failures, luck being equal', () => {
    fc.assert(
      fc.property(anyLimits, fc.integer({ min: 0, max: 60 }), chance, (limits, failures, luck) => {
        expect(backoffMs(failures + 1, limits, luck)).toBeGreaterThanOrEqual(
          backoffMs(failures, limits, luck),
        );
      }),
    );
  });

  it('is 5, 10, 20 seconds and so on by default, up to five minutes', () => {
    expect([0, 1, 2, 5, 6, 40].map((n) => backoffMs(n, defaults, 0.5))).toEqual([
      5_000, 10_000, 20_000, 160_000, 300_000, 300_000,
    ]);
    expect(backoffMs(0, defaults, 0)).toBe(4_000);
  });
});

describe('a settlement', () => {
  it('shows the right to settle, and never wakes anything before now', () => {
    fc.assert(
      fc.property(anyEffect, anyOutcome, anyLimits, chance, (effect, outcome, limits, luck) => {
        const settlement = settlementOf(effect, outcome, aMoment, limits, luck);
        expect(settlement).toMatchObject({ id: effect.id, fence: effect.fence });
        if (settlement.kind === 'retry') expect(settlement.retryAt >= aMoment).toBe(true);
        if ('reconcileAt' in settlement) expect(settlement.reconcileAt > aMoment).toBe(true);
      }),
    );
  });

  it('never schedules another try for when the message is no longer useful', () => {
    fc.assert(
      fc.property(anyEffect, anyOutcome, anyLimits, chance, (effect, outcome, limits, luck) => {
        const settlement = settlementOf(effect, outcome, aMoment, limits, luck);
        if (settlement.kind === 'retry' && effect.expiresAt !== null)
          expect(settlement.retryAt < effect.expiresAt).toBe(true);
      }),
    );
  });

  it('tells the agency of every final failure', () => {
    fc.assert(
      fc.property(anyEffect, anyOutcome, anyLimits, chance, (effect, outcome, limits, luck) => {
        const settlement = settlementOf(effect, outcome, aMoment, limits, luck);
        if (settlement.kind === 'failed') expect(settlement.announce).toBe(true);
      }),
    );
  });

  it('waits as long as the provider asks, beyond the cap', () => {
    expect(
      settlementOf(
        aClaimedEffect(),
        { ...refused, retryAfterMs: 20 * minute },
        aMoment,
        defaults,
        0.5,
      ),
    ).toMatchObject({
      kind: 'retry',
      retryAt: later(20 * minute),
    });
    expect(
      settlementOf(aClaimedEffect(), { ...refused, retryAfterMs: 10 }, aMoment, defaults, 0.5),
    ).toMatchObject({
      kind: 'retry',
      retryAt: later(5 * second),
    });
  });

  it('announces exactly one of the transient failures: the last of the allowed ones', () => {
    const announced = [0, 1, 2, 3, 4].map((attempts) =>
      settlementOf(
        aClaimedEffect({ type: 'cancelled', attempts }),
        refused,
        aMoment,
        defaults,
        0.5,
      ),
    );
    expect(announced.map((s) => s.kind)).toEqual(['retry', 'retry', 'retry', 'retry', 'retry']);
    expect(announced.map((s) => 'announce' in s && s.announce)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it.each([
    'reply',
    'agency_reply',
    'opt_out_ack',
    'opt_out_question',
    'opt_out_notice',
    'opt_in_ack',
    'itinerary_ready',
  ] as const)('stops trying a %s after the third failure', (type) => {
    expect(
      settlementOf(aClaimedEffect({ type, attempts: 1 }), refused, aMoment, defaults, 0.5).kind,
    ).toBe('retry');
    expect(
      settlementOf(aClaimedEffect({ type, attempts: 2 }), refused, aMoment, defaults, 0.5),
    ).toMatchObject({
      kind: 'failed',
      permanent: false,
      announce: true,
    });
  });

  it('tries a message about the flight for as long as it is useful', () => {
    const effect = aClaimedEffect({
      type: 'boarding',
      attempts: 30,
      expiresAt: later(10 * minute),
    });
    expect(settlementOf(effect, refused, aMoment, defaults, 0.5)).toMatchObject({
      kind: 'retry',
      announce: false,
    });
    expect(settlementOf(effect, refused, later(6 * minute), defaults, 0.5)).toMatchObject({
      kind: 'failed',
      permanent: false,
      announce: true,
    });
  });

  it('fails at once what can never arrive', () => {
    expect(
      settlementOf(
        aClaimedEffect(),
        { kind: 'rejected', code: '63024', permanent: true },
        aMoment,
        defaults,
        0.5,
      ),
    ).toMatchObject({
      kind: 'failed',
      code: '63024',
      permanent: true,
    });
    expect(
      settlementOf(
        aClaimedEffect(),
        { kind: 'rejected', code: '63018', permanent: false },
        aMoment,
        defaults,
        0.5,
      ),
    ).toMatchObject({
      kind: 'retry',
      code: '63018',
    });
  });

  it('says free text outside the window as the template it carries', () => {
    const outsideWindow = {
      kind: 'template',
      template: 'agency_reply',
      language: 'es',
      variables: {},
      text: 'x',
    } as const;
    const content = { kind: 'text', text: 'x', outsideWindow } as const;
    expect(
      settlementOf(aClaimedEffect({ content }), { kind: 'window-closed' }, aMoment, defaults, 0.5),
    ).toMatchObject({
      kind: 'replace',
      content: outsideWindow,
    });
  });

  it('fails free text outside the window for the moment, and a template for good', () => {
    const template = {
      kind: 'template',
      template: 'delayed',
      language: 'es',
      variables: {},
      text: 'x',
    } as const;
    expect(
      settlementOf(aClaimedEffect(), { kind: 'window-closed' }, aMoment, defaults, 0.5),
    ).toMatchObject({
      kind: 'failed',
      code: '63016',
      permanent: false,
    });
    expect(
      settlementOf(
        aClaimedEffect({ content: template }),
        { kind: 'window-closed' },
        aMoment,
        defaults,
        0.5,
      ),
    ).toMatchObject({
      kind: 'failed',
      permanent: true,
    });
  });

  it('looks for a message of unknown fate two minutes after its lease', () => {
    const effect = aClaimedEffect();
    const settlement = settlementOf(
      effect,
      { kind: 'unknown', code: 'timeout' },
      later(50 * second),
      defaults,
      0.5,
    );
    expect(settlement).toMatchObject({
      kind: 'unknown',
      reconcileAt: plus(effect.leaseUntil, 2 * minute),
      announce: false,
    });
  });

  it('allows one more send after two empty lists 60 seconds apart', () => {
    const first = settlementOf(
      aClaimedEffect({ mode: 'reconcile' }),
      { kind: 'nothing-found' },
      later(3 * minute),
      defaults,
      0.5,
    );
    expect(first).toMatchObject({ kind: 'still-unknown', reconcileAt: later(4 * minute) });
    const secondSettlement = settlementOf(
      aClaimedEffect({ mode: 'reconcile', emptyLists: 1 }),
      { kind: 'nothing-found' },
      later(4 * minute),
      defaults,
      0.5,
    );
    expect(secondSettlement).toMatchObject({ kind: 'retry', retryAt: later(4 * minute) });
  });

  describe('of a message whose provider’s circuit is open', () => {
    const circuitOpen = (ms: number): EffectOutcome => ({
      kind: 'circuit-open',
      until: later(ms),
    });
    const settle = (over: Partial<ClaimedEffect>, ms: number, now = aMoment) =>
      settlementOf(aClaimedEffect(over), circuitOpen(ms), now, defaults, 0.5);

    it('puts it back until then, untried, within ten seconds and at its phone’s place', () => {
      const settlement = settle({ attempts: 2 }, minute);
      expect(settlement).toMatchObject({
        kind: 'deferred',
        code: 'provider_down',
        announce: false,
      });
      if (settlement.kind !== 'deferred') return;
      expect(between(later(minute), settlement.retryAt)).toBeGreaterThanOrEqual(0);
      expect(between(later(minute), settlement.retryAt)).toBeLessThan(10 * second);
      expect(settle({ attempts: 0 }, minute)).toMatchObject({ retryAt: settlement.retryAt });
    });

    it('gives it up, and announces it, exactly when the next try would come too late', () => {
      expect(settle({ type: 'boarding', expiresAt: later(minute) }, minute)).toMatchObject({
        kind: 'failed',
        code: 'provider_down',
        permanent: false,
        announce: true,
      });
      expect(settle({ type: 'boarding', expiresAt: later(minute + 1) }, minute)).toMatchObject({
        kind: 'deferred',
        retryAt: later(minute),
      });
    });

    it('gives up after a day what is always useful', () => {
      expect(settle({ type: 'reply', firstTriedAt: later(-24 * hour) }, minute)).toMatchObject({
        kind: 'failed',
        announce: true,
      });
      expect(settle({ type: 'reply', firstTriedAt: later(-23 * hour) }, minute)).toMatchObject({
        kind: 'deferred',
      });
    });

    it('tells the agency of a wait of ten minutes', () => {
      expect(settle({ firstTriedAt: later(-9 * minute + 1) }, minute)).toMatchObject({
        announce: false,
      });
      expect(settle({ firstTriedAt: later(-9 * minute) }, minute)).toMatchObject({
        announce: true,
      });
    });

    it('tells the agency at once where it is not the provider that keeps it back', () => {
      const outcome: EffectOutcome = {
        kind: 'template-unusable',
        until: later(minute),
      };
      expect(settlementOf(aClaimedEffect(), outcome, aMoment, defaults, 0.5)).toMatchObject({
        kind: 'deferred',
        code: 'template_unusable',
        announce: true,
      });
    });
  });

  it('reads the list of sent messages no sooner than the provider can be asked again', () => {
    const settlement = settlementOf(
      aClaimedEffect({ mode: 'reconcile' }),
      { kind: 'list-unavailable', retryAfterMs: 4 * minute },
      aMoment,
      defaults,
      0.5,
    );
    expect(settlement).toMatchObject({ kind: 'unknown', reconcileAt: later(4 * minute) });
  });

  it('does not take a list that could not be read for an empty one', () => {
    for (const emptyLists of [0, 1, 5]) {
      expect(
        settlementOf(
          aClaimedEffect({ mode: 'reconcile', emptyLists }),
          { kind: 'list-unavailable', retryAfterMs: null },
          later(3 * minute),
          defaults,
          0.5,
        ),
      ).toMatchObject({ kind: 'unknown' });
    }
  });

  it('sends another template where WhatsApp refuses one, and fails where there is none', () => {
    const outcome: EffectOutcome = { kind: 'template-refused', code: '63041' };
    const plain = {
      kind: 'template',
      template: 'bh_gate_change_v1',
      language: 'es',
      variables: { '1': 'Ana' },
      text: 'Hola Ana',
    } as const;
    const content = { ...plain, template: 'bh_gate_change_terminal_v1', otherwise: plain };
    const settle = (effect: ClaimedEffect) => settlementOf(effect, outcome, aMoment, defaults, 0.5);
    expect(settle(aClaimedEffect({ content }))).toMatchObject({ kind: 'replace', content: plain });
    expect(settle(aClaimedEffect({ content: plain }))).toMatchObject({
      kind: 'failed',
      code: '63041',
      permanent: true,
      announce: true,
    });
  });

  it('tells the agency of a critical message ten minutes after its first try', () => {
    const announces = (critical: boolean, now: Instant): boolean => {
      const settlement = settlementOf(
        aClaimedEffect({ critical, attempts: 5, firstTriedAt: aMoment, lastTriedAt: now }),
        { kind: 'not-sent', code: '20429', retryAfterMs: null },
        now,
        defaults,
        0.5,
      );
      return 'announce' in settlement && settlement.announce;
    };
    expect(announces(true, later(10 * minute - 1))).toBe(false);
    expect(announces(true, later(10 * minute))).toBe(true);
    expect(announces(false, later(10 * minute))).toBe(false);
  });

  it('tells the agency of a fate unknown ten minutes after the first of any tries', () => {
    const effect = aClaimedEffect({
      mode: 'reconcile',
      firstTriedAt: aMoment,
      lastTriedAt: later(9 * minute),
    });
    expect(
      settlementOf(
        effect,
        { kind: 'list-unavailable', retryAfterMs: null },
        later(10 * minute - 1),
        defaults,
        0.5,
      ),
    ).toMatchObject({
      announce: false,
    });
    expect(
      settlementOf(
        effect,
        { kind: 'list-unavailable', retryAfterMs: null },
        later(10 * minute),
        defaults,
        0.5,
      ),
    ).toMatchObject({
      announce: true,
    });
  });
});

it('finds a message with answers to tap by what stands above them, or by its text', () => {
  const body = '¿Qué necesitas?';
  const text = `${body}\n\n1. Mi vuelo\n2. Una persona`;
  const options = [
    { id: 'ask:status', title: 'Mi vuelo' },
    { id: 'ask:person', title: 'Una persona' },
  ];
  const effect = aClaimedEffect({
    mode: 'reconcile',
    content: { kind: 'text', text, choices: { kind: 'buttons', body, options } },
  });
  const listed = (words: string) => [{ providerId: 'SM1', createdAt: aMoment, text: words }];
  for (const words of [body, text])
    expect(reconcile(effect, listed(words), aMoment)).toMatchObject({ kind: 'found' });
  expect(reconcile(effect, listed('Otra cosa'), aMoment).kind).toBe('nothing-found');
});

it('the claimed effects of these tests are what a store answers', () => {
  expect(ClaimedEffect.safeParse(aClaimedEffect()).success).toBe(true);
});
