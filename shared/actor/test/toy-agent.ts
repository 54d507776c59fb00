import { z } from 'zod';
import { plus } from '#shared/domain/instant.ts';
import type { EffectCommand } from '#shared/ports/actor-store.ts';
import { anEffect } from '#shared/testing/builders.ts';
import type { Agent, Decision, Turn } from '../agent.ts';

/** What the toy keeps. */
export const ToyState = z.object({ seen: z.array(z.string()), gathered: z.array(z.string()) });
export type ToyState = z.infer<typeof ToyState>;

/** What a test may change about the toy. */
export interface Toy {
  gather?: (turn: Turn<ToyState>) => Promise<string>;
  decide?: (turn: Turn<ToyState>, gathered: string) => Partial<Decision<ToyState>>;
  address?: Agent<ToyState, string>['address'];
  codec?: Partial<Agent<ToyState, string>['codec']>;
}

/** A small agent that remembers what it saw and does what the test says; its actor is a trip. */
export const toyAgent = (toy: Toy = {}): Agent<ToyState, string> => ({
  name: 'notifications',
  subscriptions: ['TripBooked', 'FlightStatusChanged'],
  timers: ['ReminderDue'],
  codec: { schemaVersion: 1, schema: ToyState, initial: { seen: [], gathered: [] }, ...toy.codec },
  address: toy.address ?? (({ tripId }) => (tripId === null ? [] : [{ actorId: tripId, tripId }])),
  gather: toy.gather ?? (async () => 'nothing'),
  decide: (turn, gathered) => ({
    state: {
      seen: [...turn.state.seen, turn.event.type],
      gathered: [...turn.state.gathered, gathered],
    },
    ...toy.decide?.(turn, gathered),
  }),
});

/** One message about this event, due now. */
export const oneMessage = (
  turn: Turn<unknown>,
  over: Partial<EffectCommand> = {},
): EffectCommand[] =>
  turn.trip === null
    ? []
    : [
        anEffect(turn.trip.trip, turn.trip.agency, {
          key: `${turn.actorId}:${turn.event.id}`,
          dueAt: turn.now,
          expiresAt: plus(turn.now, 3_600_000),
          ...over,
        }),
      ];
