import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { createBookingPublisher } from '#shared/events/publisher.ts';

const publisher = createBookingPublisher({
  agencyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
  bus: 'arn:aws:events:eu-west-1:123456789012:event-bus/bauhaus-production',
});

/** Puts one booking on the bus; repeat it with the same id where the answer is lost. */
export const publishBooking = async (
  client: Pick<EventBridgeClient, 'send'> = new EventBridgeClient(),
): Promise<void> => {
  const entry = publisher.entry(
    {
      clientName: 'Ana Ruiz',
      whatsapp: '+54 9 11 5555 0100',
      language: 'es',
      flightNumber: 'BA820',
      originIata: 'LHR',
      destinationIata: 'CPH',
      departure: '2027-03-03T16:20',
      reference: 'LOC-7Q',
    },
    { id: '8c5b8f7e-3a54-4e0e-9a5e-0c6a4c2f1b01' },
  );
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({ Entries: [entry] }),
  );
  if (FailedEntryCount) throw new Error(`refused: ${Entries?.[0]?.ErrorCode}`);
};
