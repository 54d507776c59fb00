import type { Breaker, BreakerVerdict } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData, FlightLookup } from '#shared/ports/flight-data.ts';

/**
 * A 429 is AeroAPI's own "later", and a refused key is our mistake: neither says that it is down.
 */
const verdictOf = (lookup: FlightLookup): BreakerVerdict => {
  switch (lookup.kind) {
    case 'found':
    case 'not-found':
      return 'up';
    case 'rate-limited':
    case 'circuit-open':
      return 'unclear';
    case 'failed':
      return lookup.reason === 'refused' ? 'unclear' : 'down';
  }
};

/**
 * Flight data behind a circuit breaker: no requests while the circuit is open. Goes beneath
 * `shareLooks`, since a shared answer makes no request.
 */
export const guardedFlightData = (
  flights: FlightData,
  breaker: Breaker,
  clock: Clock,
): FlightData => ({
  async look(query, options) {
    const result = await breaker.run(() => flights.look(query, options), verdictOf);
    if (result.kind === 'circuit-open')
      return { kind: 'circuit-open', until: result.until, at: clock.now() };
    const { answer, openUntil } = result;
    return answer.kind === 'failed' && openUntil !== null
      ? { kind: 'circuit-open', until: openUntil, at: answer.at }
      : answer;
  },
});
