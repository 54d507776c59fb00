import { isDomestic } from './domestic.ts';
import { earliest, hour, type Instant, plus } from './instant.ts';
import type { Settings } from './settings.ts';

/**
 * When to be at the airport, and so many hours before: before the departure, or before that of the
 * ticket where it is late, since check-in keeps its time and delays can shrink.
 */
export const airportTime = (
  {
    originIata,
    destinationIata,
  }: { readonly originIata: string; readonly destinationIata: string },
  { departure, ticket }: { readonly departure: Instant; readonly ticket: Instant },
  leadHours: Settings['notification_preferences']['airport_lead_hours'],
): { readonly at: Instant; readonly hours: number } => {
  const hours = isDomestic(originIata, destinationIata)
    ? leadHours.domestic
    : leadHours.international;
  return { at: plus(earliest(departure, ticket) ?? departure, -hours * hour), hours };
};
