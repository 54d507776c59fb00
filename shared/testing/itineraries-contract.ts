import type { ItinerariesUnderTest } from './contract/harness.ts';
import { describeItineraries } from './contract/itineraries.ts';
import { describeKnowledge } from './contract/knowledge.ts';
import { describeModelSpend } from './contract/model-spend.ts';
import { describePlaces } from './contract/places.ts';

/**
 * The contract test of `Places`, `Knowledge`, `Itineraries` and `ModelSpend`, which every adapter
 * passes.
 */
export const describeItinerariesAndPlaces = (
  name: string,
  make: () => Promise<ItinerariesUnderTest>,
): void => {
  describe(`${name} as Places, Itineraries and ModelSpend`, () => {
    let current: ItinerariesUnderTest | undefined;
    const subject = () => {
      if (!current) throw new Error('the store was not made');
      return current;
    };
    beforeAll(async () => {
      current = await make();
    });
    afterAll(async () => {
      await current?.close();
    });
    describePlaces(subject);
    describeKnowledge(subject);
    describeItineraries(subject);
    describeModelSpend(subject);
  });
};
