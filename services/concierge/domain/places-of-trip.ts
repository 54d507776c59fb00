import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { stayOf } from './trip-stay.ts';

/** A place as far as answers need it. */
export interface KnownPlace {
  readonly name: string;
  readonly address: string | null;
  readonly openingHours: string | null;
}

/** The places that a trip leads to: the lodging, and what is on the plan. */
export const placesOfTrip = (context: CompleteTripContext): readonly KnownPlace[] => {
  const stay = stayOf(context);
  const lodging = stay?.hotel ?? null;
  return [
    ...(lodging
      ? [{ name: lodging.name, address: lodging.address, openingHours: null }]
      : context.trip.stay === null
        ? []
        : [{ name: context.trip.stay, address: null, openingHours: null }]),
    ...(stay?.days ?? []).flatMap(({ entries }) =>
      entries.flatMap((entry): readonly KnownPlace[] => {
        if (entry.kind === 'idea')
          return [
            {
              name: entry.item.title,
              address: entry.item.address,
              openingHours: entry.item.opening_hours,
            },
          ];
        return entry.kind === 'sold'
          ? [{ name: entry.item.title, address: entry.item.address, openingHours: null }]
          : [];
      }),
    ),
  ];
};

/** Where they sleep, by name; null: it is not known. */
export const lodgingOf = (context: CompleteTripContext): string | null =>
  stayOf(context)?.hotel?.name ?? context.trip.stay;
