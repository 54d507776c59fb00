import { between, day, hour, minute, plus, second } from '../instant.ts';
import { nextDeliveryTry, webhookPatience } from '../webhook.ts';

const start = '2027-03-03T12:00:00.000Z';
type Chance = Parameters<typeof nextDeliveryTry>[3];
const usual: Chance = { chance: 0, retryAfterMs: null };
const pauseUntil = (tries: number, options: Chance = usual, now = start) => {
  const at = nextDeliveryTry(start, tries, now, options);
  return at === null ? null : between(start, at);
};

describe('a delivery that is not taken', () => {
  it('is tried again after ever longer pauses, and for the last time after three days', () => {
    const tries: number[] = [];
    for (let count = 1; ; count += 1) {
      const at = pauseUntil(count);
      if (at === null) break;
      tries.push(at);
    }
    expect(tries.slice(0, 4)).toEqual([5 * second, minute, 5 * minute, 30 * minute]);
    expect(tries.at(-1)).toBe(webhookPatience);
    expect(webhookPatience).toBe(3 * day);
    const pauses = tries.map((at, index) => at - (tries[index - 1] ?? 0));
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  });

  it('comes at most a tenth of its pause later, so that not all of an outage come at once', () => {
    expect(pauseUntil(3, { chance: 1, retryAfterMs: null })).toBe(5 * minute + 0.1 * (4 * minute));
  });

  it('waits as long as the endpoint asks for, up to the end', () => {
    const now = plus(start, minute);
    expect(pauseUntil(2, { chance: 0, retryAfterMs: hour }, now)).toBe(hour + minute);
    expect(pauseUntil(2, { chance: 0, retryAfterMs: 4 * day }, now)).toBe(webhookPatience);
  });

  it('is never tried at once, however late the last try ended', () => {
    expect(pauseUntil(2, usual, plus(start, hour))).toBe(hour + second);
  });
});
