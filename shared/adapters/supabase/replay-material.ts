import { z } from 'zod';
import { airport } from '#shared/domain/airports.ts';
import { type FlightFacts, FlightPhase } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { ReplayMaterial } from '#shared/ports/settings-replay.ts';
import { TripContext } from '#shared/ports/turn-contexts.ts';
import type { Rpc } from './rpc.ts';

const Reading = z.object({
  at: Instant,
  phase: FlightPhase,
  gate: z.string().nullable(),
  terminal: z.string().nullable(),
  belt: z.string().nullable(),
  scheduled: Instant.nullable(),
  departure: Instant.nullable(),
  arrival: Instant.nullable(),
  landedAt: Instant.nullable(),
  divertedTo: z.string().nullable(),
  source: z.enum(['look', 'push']),
});
const Material = z.object({
  left: z.int(),
  trips: z.array(
    z.object({ context: TripContext, isConfirmedByAgency: z.boolean(), history: z.array(Reading) }),
  ),
});

/** The facts of each reading: what its row kept, over what is known of the flight now. */
const factsOf = (
  latest: FlightFacts,
  readings: readonly z.infer<typeof Reading>[],
): readonly { readonly at: Instant; readonly facts: FlightFacts }[] => {
  let since: Instant = latest.departureSince;
  let departure: Instant | null = null;
  return readings.map((reading, nth) => {
    const scheduled = reading.scheduled ?? latest.scheduledDeparture;
    const best = reading.departure ?? scheduled;
    if (best !== departure) since = reading.at;
    departure = best;
    const diverted = reading.divertedTo === null ? undefined : airport(reading.divertedTo);
    return {
      at: reading.at,
      facts: {
        ...latest,
        version: nth + 1,
        observedAt: reading.at,
        source: reading.source,
        phase: reading.phase,
        scheduledDeparture: scheduled,
        departure: best,
        departureSince: since,
        arrival: reading.arrival,
        isOff: undefined,
        landedAt: reading.landedAt,
        gate: reading.gate,
        terminal: reading.terminal,
        belt: reading.belt,
        divertedTo: diverted
          ? { iata: diverted.iata, zone: diverted.zone, city: diverted.city, name: null }
          : null,
      },
    };
  });
};

/** `ReplayMaterial` by a function of the data API. */
export const createReplayMaterial = (rpc: Rpc): ReplayMaterial => ({
  replayMaterial: async (agencyId, { since, until, limit }) => {
    const { trips, left } = await rpc(
      'replay_material',
      { since, until, at_most: limit },
      agencyId,
      Material,
    );
    return {
      left,
      trips: trips.map(({ context, history, isConfirmedByAgency }) => ({
        context,
        history: context.flight === null ? [] : factsOf(context.flight, history),
        isConfirmedByAgency,
      })),
    };
  },
});
