import type { Decision, Turn } from '#shared/actor/agent.ts';
import type { ConciergeState } from './state.ts';

/** A turn of this agent. */
export type ConciergeTurn = Turn<'concierge', ConciergeState>;
/** A decision of this agent. */
export type ConciergeDecision = Decision<'concierge', ConciergeState>;
