import type { Decision, Turn } from '#shared/actor/agent.ts';
import type { TrackerState } from './state.ts';

/** A turn of this agent. */
export type TrackerTurn = Turn<'flight-tracker', TrackerState>;
/** What a turn of this agent comes to. */
export type TrackerDecision = Decision<'flight-tracker', TrackerState>;
