import { z } from 'zod';
import { PlaceInput } from '#shared/domain/place.ts';

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const fields: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(PlaceInput.shape));

/**
 * Places of a scenario file, with the field names of the tables (`opening_hours`) or of the API
 * (`openingHours`). Fields and places that the API would refuse are left out.
 */
export const ScenarioPlaces = z.array(z.record(z.string(), z.unknown())).transform((places) =>
  places.flatMap((raw) => {
    const validFields = Object.entries(raw).flatMap(([name, value]) =>
      fields.get(camelCase(name))?.safeParse(value).success ? [[camelCase(name), value]] : [],
    );
    const place = PlaceInput.safeParse(Object.fromEntries(validFields));
    return place.success ? [place.data] : [];
  }),
);
