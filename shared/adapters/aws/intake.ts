import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ActorBusy } from '#shared/errors.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { attempt } from '#shared/result.ts';
import type { Deployment } from './deployment.ts';
import { createQueueHandler, refuse } from './queue-handler.ts';
import { agencyOfSource, type EventMessage } from './queue-message.ts';
import { openQueues } from './queues.ts';
import { apiEvents, createRelay } from './relay.ts';

type Booking = EventOf<'TripBookingReceived'>;
type ImportWork = EventOf<'ImportWorkRequested'>;

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

/** Work on an imported file, which our own services ask for; null: it is another event. */
const importWorkOf = ({ event, source }: EventMessage): ImportWork | null =>
  event.type === 'ImportWorkRequested' && agencyOfSource(source) === null ? event : null;

/**
 * Handles bookings of other systems from the intake's queue, and imported files, and publishes at
 * once what they leave in the outbox.
 */
export const createIntakeHandler = (
  deployment: Deployment,
  book: (booking: Booking) => Promise<unknown>,
  workOnImport: (work: ImportWork) => Promise<boolean>,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { ids, log, aws } = deployment;
  const relay = createRelay(deployment, apiEvents);
  const receive = createQueueHandler({
    receive: async (message) => {
      const work = importWorkOf(message);
      if (work)
        return attempt(async () => {
          if (!(await workOnImport(work))) throw new ActorBusy('somebody else has the import');
        });
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
