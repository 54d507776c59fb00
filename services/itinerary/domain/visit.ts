import { foldedName, type Place } from '#shared/domain/place.ts';

/**
 * The agency's place that an item is: the same name without case, accents and punctuation, or that
 * name with the place's city or address behind it. Of several with one name only the one whose
 * address is given; what the item says of its source counts for nothing.
 */
export const matchingPlace = (
  { title, address }: { readonly title: string; readonly address?: string | null | undefined },
  places: readonly Place[],
): Place | null => {
  const foldedTitle = foldedName(title);
  const namesakes = places.filter(({ name, city, address: own }) =>
    [name, `${name} ${city}`, `${name} ${own}`].some((text) => foldedName(text) === foldedTitle),
  );
  if (namesakes.length <= 1) return namesakes[0] ?? null;
  const sameAddress = namesakes.filter(
    (place) =>
      place.address !== '' && foldedName(address ?? '').includes(foldedName(place.address)),
  );
  return sameAddress.length === 1 ? (sameAddress[0] ?? null) : null;
};
