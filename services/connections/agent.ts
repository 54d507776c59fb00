import { type Address, type Agent, noStep } from '#shared/actor/agent.ts';
import { type ConnectionsTurn, decide } from './domain/decide.ts';
import { ConnectionsState, noConnections } from './domain/state.ts';

const journey = (id: string): Address => ({ actorId: id, journeyId: id });

const address = ({ type, data }: ConnectionsTurn['event']): readonly Address[] => {
  switch (type) {
    case 'JourneyBooked':
    case 'JourneyChanged':
      return [journey(data.journeyId)];
    case 'FlightMatched':
    case 'FlightStatusChanged':
      return data.journeyId === undefined ? [] : [journey(data.journeyId)];
    case 'ConnectionCheckDue':
      return [journey(data.actorId)];
  }
};

/**
 * Sees what the times of one flight do to the next one of a journey (PEOPLE §3), and says so. Its
 * actor is the journey; it reads nothing from outside.
 */
export const connections: Agent<'connections', ConnectionsState, null> = {
  name: 'connections',
  codec: { schemaVersion: 1, schema: ConnectionsState, initial: noConnections },
  address,
  gather: async () => null,
  step: noStep,
  decide,
};
