import type { Decision, Turn } from '#shared/actor/agent.ts';
import type { NotificationsState } from './state.ts';

/** A turn of this agent. */
export type NotificationsTurn = Turn<'notifications', NotificationsState>;
/** What a turn of this agent comes to. */
export type NotificationsDecision = Decision<'notifications', NotificationsState>;
