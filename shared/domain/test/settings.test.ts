import fc from 'fast-check';
import { hostileJson, nearlyLike } from '#shared/testing/hostile.ts';
import { backoffMs } from '../../actor/settlement.ts';
import { isQuiet, quietEnd } from '../quiet-hours.ts';
import { effectiveSettings, modelBudgetMicros, settingKeys, settingSchemas } from '../settings.ts';

const defaults = effectiveSettings({});
const stored = fc.oneof(
  nearlyLike(fc.constant(defaults)),
  fc.dictionary(fc.oneof(fc.constantFrom(...settingKeys), fc.string()), hostileJson),
);
const asStored = (value: unknown): Readonly<Record<string, unknown>> => ({ ...Object(value) });

describe('the settings of an agency', () => {
  it('are whole and valid whatever is stored, and a bad value of one key changes no other', () => {
    fc.assert(
      fc.property(stored, (raw) => {
        const document = asStored(raw);
        const settings = effectiveSettings(document);
        for (const key of settingKeys) {
          expect(settingSchemas[key].safeParse(settings[key]).success).toBe(true);
          expect(settings[key]).toEqual(effectiveSettings({ [key]: document[key] })[key]);
        }
        expect(effectiveSettings(settings)).toEqual(settings);
        expect(Number.isSafeInteger(modelBudgetMicros(document, null))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never make quiet hours without an end, or a pause that is none', () => {
    const at = fc
      .date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const zone = fc.constantFrom(
      'UTC',
      'Europe/London',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    );
    fc.assert(
      fc.property(
        stored,
        at,
        zone,
        fc.nat(50),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (raw, now, where, failures, chance) => {
          const { quiet_hours, retry_limits } = effectiveSettings(asStored(raw));
          const end = quietEnd(now, where, quiet_hours);
          expect(end >= now).toBe(true);
          expect(isQuiet(end, where, quiet_hours)).toBe(false);
          const pause = backoffMs(failures, retry_limits, chance);
          expect(pause).toBeGreaterThan(0);
          expect(pause).toBeLessThanOrEqual(retry_limits.cap_seconds * 1_000);
        },
      ),
      { numRuns: 500 },
    );
  });
});
