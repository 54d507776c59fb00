import { z } from 'zod';
import { plus } from '#shared/domain/instant.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import { anEffect } from '#shared/testing/builders.ts';
import { type Agent, type Decision, noStep, type Turn } from '../agent.ts';
import { type AnyAgent, anyAgent } from '../any-agent.ts';

/** The state of the toy. */
export const ToyState = z.object({ seen: z.array(z.string()), gathered: z.array(z.string()) });
export type ToyState = z.infer<typeof ToyState>;

type ToyTurn = Turn<'itinerary', ToyState>;
type ToyAgent = Agent<'itinerary', ToyState, string>;

/** The parts of the toy that a test may replace. */
export interface Toy {
  gather?: (turn: ToyTurn) => Promise<string>;
  decide?: (turn: ToyTurn, gathered: string) => Partial<Decision<'itinerary', ToyState>>;
  address?: ToyAgent['address'];
  codec?: Partial<ToyAgent['codec']>;
}

/**
 * A small agent that records its events and behaves as the test says. Its actors are trips, and its
 * events are those of `itinerary`.
 */
export const toyAgent = (toy: Toy = {}): AnyAgent =>
  anyAgent<'itinerary', ToyState, string>({
    name: 'itinerary',
    codec: {
      schemaVersion: 1,
      schema: ToyState,
      initial: { seen: [], gathered: [] },
      ...toy.codec,
    },
    address:
      toy.address ?? (({ tripId }) => (tripId === null ? [] : [{ actorId: tripId, tripId }])),
    gather: toy.gather ?? (async () => 'nothing'),
    step: noStep,
    decide: (turn, gathered) => ({
      state: {
        seen: [...turn.state.seen, turn.event.type],
        gathered: [...turn.state.gathered, gathered],
      },
      ...toy.decide?.(turn, gathered),
    }),
  });

/** One message about this event, due now. */
export const oneMessage = (turn: ToyTurn, over: Partial<EffectCommand> = {}): EffectCommand[] =>
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
