import { aMoment, anAgency } from '../builders.ts';
import type { ItinerariesUnderTest } from './harness.ts';

/** The budget and the spend of agencies on the language model. */
export const describeModelSpend = (subject: () => ItinerariesUnderTest): void => {
  describe('the accounts of the language model', () => {
    const usage = {
      model: 'm',
      inputTokens: 1000,
      cachedInputTokens: 200,
      outputTokens: 300,
      costMicros: 1234,
    };
    const setUp = async (settings: Readonly<Record<string, unknown>> = {}) => {
      const agency = anAgency({ settings });
      await subject().addAgency(agency);
      const { modelSpend } = subject().store;
      return {
        budget: (now: string = aMoment) => modelSpend.budget(agency.id, now),
        record: (now: string = aMoment, failed = false) =>
          modelSpend.record({ agencyId: agency.id, purpose: 'itinerary', usage, failed, now }),
      };
    };

    it('begin at nothing, with the budget of the settings', async () => {
      expect(await (await setUp({ rate_limiting: { model_usd_per_month: 2.5 } })).budget()).toEqual(
        {
          spentMicros: 0,
          budgetMicros: 2_500_000,
        },
      );
    });

    it('allow no more than the platform does', async () => {
      const { budget } = await setUp({ rate_limiting: { model_usd_per_month: 100_000 } });
      await subject().setCeilings({ messagesPerMinute: 1_000, modelUsdPerMonth: 2 });
      expect((await budget()).budgetMicros).toBe(2_000_000);
      await subject().setCeilings(null);
      expect((await budget()).budgetMicros).toBe(100_000_000_000);
    });

    it('add up within a month of UTC, failures included, and restart with the next', async () => {
      const { budget, record } = await setUp();
      await record();
      await record('2027-03-31T23:59:59.999Z', true);
      await record('2027-04-01T00:00:00.000Z');
      expect((await budget()).spentMicros).toBe(2468);
      expect((await budget('2027-04-15T12:00:00.000Z')).spentMicros).toBe(1234);
    });

    it('are each agency’s own', async () => {
      await (await setUp()).record();
      expect((await (await setUp()).budget()).spentMicros).toBe(0);
    });
  });
};
