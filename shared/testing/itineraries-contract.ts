import type { ItinerariesUnderTest } from './contract/harness.ts';
import { describeItineraries } from './contract/itineraries.ts';
import { describeModelSpend } from './contract/model-spend.ts';
import { describePlaces } from './contract/places.ts';

/** The one contract of `Places`, `Itineraries` and `ModelSpend`: every adapter passes it. */
export const describeItinerariesAndPlaces = (
  name: string,
  make: () => Promise<ItinerariesUnderTest>,
): void => {
  describe(`${name} as Places, Itineraries and ModelSpend`, () => {
    let current: ItinerariesUnderTest | undefined;
    const given = () => {
      if (!current) throw new Error('the store was not made');
      return current;
    };
    beforeAll(async () => {
      current = await make();
    });
    afterAll(async () => {
      await current?.close();
    });
    describePlaces(given);
    describeItineraries(given);
    describeModelSpend(given);
  });
};
