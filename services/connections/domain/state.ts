import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';

const Known = z.object({
  to: FlightKey.describe('The flight to change to.'),
  status: z.enum(['possible', 'at_risk', 'missed']).describe('As last announced.'),
  trouble: z
    .enum(['tight_as_booked', 'at_risk', 'at_risk_now', 'missed'])
    .nullable()
    .describe('What the agency was last told by a task; `at_risk_now`: urgently.'),
});
/** What was said of one connection. */
export type Known = z.infer<typeof Known>;

/** What the agent keeps about one journey; no personal data. */
export const ConnectionsState = z.object({
  connections: z.record(z.uuid(), Known).describe('By the trip on the flight that arrives.'),
  checkAt: Instant.nullable().describe('When the timer is set for.'),
});
export type ConnectionsState = z.infer<typeof ConnectionsState>;

/** The state of a journey that no event has reached yet. */
export const noConnections: ConnectionsState = { connections: {}, checkAt: null };
