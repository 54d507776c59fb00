import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { EventOf } from '#shared/events/catalogue.ts';
import { attempt } from '#shared/result.ts';
import type { Deployment } from './deployment.ts';
import { createQueueHandler, refuse } from './queue-handler.ts';
import { agencyOfSource, type EventMessage } from './queue-message.ts';
import { openQueues } from './queues.ts';
import { apiEvents, createRelay } from './relay.ts';

type Booking = EventOf<'TripBookingReceived'>;

/**
 * The booking, with the agency of the source it came from. The policy of the bus ties each account
 * to its source; the envelope is only the sender's claim. Null where the envelope names another
 * agency, or the source is not an agency's.
 */
export const bookingOfSource = ({ event, source }: EventMessage): Booking | null => {
  const agencyId = agencyOfSource(source);
  if (event.type !== 'TripBookingReceived' || agencyId === null) return null;
  return event.agencyId === null || event.agencyId === agencyId ? { ...event, agencyId } : null;
};

/**
 * Handles bookings of other systems from the intake's queue, and publishes at once what they leave
 * in the outbox.
 */
export const createIntakeHandler = (
  deployment: Deployment,
  book: (booking: Booking) => Promise<unknown>,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { ids, log, aws } = deployment;
  const relay = createRelay(deployment, apiEvents);
  const receive = createQueueHandler({
    receive: async (message) => {
      const booking = bookingOfSource(message);
      return booking === null
        ? refuse('a booking whose source does not stand for its agency')
        : attempt(() => book(booking));
    },
    agentQueue: openQueues(deployment).agentQueue('api'),
    ids,
    log,
    retryBaseSeconds: aws.retryBaseSeconds,
  });
  return async (event) => {
    const response = await receive(event);
    await relay();
    return response;
  };
};
