import { z } from 'zod';
import { PlaceInput } from '#shared/domain/place.ts';

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const fields: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(PlaceInput.shape));

/**
 * Places of a scenario file, with fields named as in the tables (`opening_hours`) or as in the API (`openingHours`).
 * A field that is not as the API would have it is left out: a scenario is about travellers, not about spelling.
 */
export const ScenarioPlaces = z.array(z.record(z.string(), z.unknown())).transform((places) =>
  places.flatMap((raw) => {
    const usable = Object.entries(raw).flatMap(([name, value]) =>
      fields.get(camel(name))?.safeParse(value).success ? [[camel(name), value]] : [],
    );
    const place = PlaceInput.safeParse(Object.fromEntries(usable));
    return place.success ? [place.data] : [];
  }),
);
