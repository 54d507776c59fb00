import { readFileSync } from 'node:fs';
import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { bookingOfSource } from '#shared/adapters/aws/intake.ts';
import { readEventMessage } from '#shared/adapters/aws/queue-message.ts';
import { InvalidRequest } from '#shared/errors.ts';
import { publishBooking } from '../../../docs/examples/publish-booking.ts';
import { createBookingPublisher } from '../publisher.ts';

const agencyId = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';

describe('the example of a publisher', () => {
  it('puts a booking on the bus that the intake takes for its agency', async () => {
    const sent: PutEventsCommand[] = [];
    await publishBooking({
      send: async (command: PutEventsCommand) => {
        sent.push(command);
        return { FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] };
      },
    } as unknown as Parameters<typeof publishBooking>[0]);
    const [entry] = sent[0]?.input.Entries ?? [];
    // As EventBridge delivers it to a queue.
    const message = readEventMessage(
      JSON.stringify({
        source: entry?.Source,
        'detail-type': entry?.DetailType,
        detail: JSON.parse(entry?.Detail ?? '{}'),
      }),
    );
    expect(bookingOfSource(message)).toMatchObject({
      type: 'TripBookingReceived',
      agencyId,
      data: { clientName: 'Ana Ruiz', flightNumber: 'BA820' },
    });
  });

  it('is the one that docs/publishing.md shows', () => {
    const shown = readFileSync('docs/examples/publish-booking.ts', 'utf8').trim();
    expect(readFileSync('docs/publishing.md', 'utf8')).toContain(shown);
  });
});

it('a booking of another form is refused with the name of its field', () => {
  const publisher = createBookingPublisher({ agencyId, bus: 'bauhaus-test' });
  const booking = JSON.parse('{"clientName":"Ana Ruiz"}');
  expect(() => publisher.entry(booking)).toThrow(InvalidRequest);
});
