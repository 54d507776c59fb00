import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Places } from '#shared/ports/places.ts';
import type { StoreUnderTest } from './contract/harness.ts';
import { describeItineraries } from './contract/itineraries.ts';
import { describeModelSpend } from './contract/model-spend.ts';
import { describePlaces } from './contract/places.ts';

/** A store with what itineraries are made of. */
export interface ItinerariesUnderTest extends StoreUnderTest {
  readonly store: StoreUnderTest['store'] &
    Itineraries & { readonly places: Places; readonly modelSpend: ModelSpend };
}

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
