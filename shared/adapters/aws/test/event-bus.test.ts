import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { ServiceUnavailable } from '#shared/errors.ts';
import { aFlightFacts, aFlightStatusChanged, aTrip } from '#shared/testing/builders.ts';
import { createEventBridgeBus } from '../event-bus.ts';
import { readEventMessage } from '../queue-message.ts';

/** An EventBridge bus that refuses entries: `refuse(id, attempt)` returns an error code or null. */
const aBus = (refuse: (id: string, attempt: number) => string | null = () => null) => {
  const accepted: string[] = [];
  const attempts = new Map<string, number>();
  const sizes: number[] = [];
  const client = {
    send: async (command: unknown) => {
      if (!(command instanceof PutEventsCommand)) throw new Error('another command');
      const entries = command.input.Entries ?? [];
      sizes.push(entries.length);
      return {
        Entries: entries.map((entry) => {
          const { event } = readEventMessage(
            JSON.stringify({
              source: entry.Source,
              'detail-type': entry.DetailType,
              detail: JSON.parse(entry.Detail ?? ''),
            }),
          );
          const attempt = (attempts.get(event.id) ?? 0) + 1;
          attempts.set(event.id, attempt);
          const code = refuse(event.id, attempt);
          if (code === null) accepted.push(event.id);
          return code === null ? { EventId: event.id } : { ErrorCode: code, ErrorMessage: code };
        }),
      };
    },
  };
  const bus = createEventBridgeBus({
    client: client as never,
    busName: 'bauhaus-test',
    pause: async () => undefined,
    chance: () => 0.5,
  });
  return { bus, accepted, sizes };
};
const events = (count: number) =>
  Array.from({ length: count }, () => aFlightStatusChanged(aTrip(), aFlightFacts()));

describe('the bus on EventBridge', () => {
  it('publishes any number of events in batches of at most ten, each once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 45 }), async (count) => {
        const { bus, accepted, sizes } = aBus();
        const all = events(count);
        await bus.publish(all);
        expect([...accepted].sort()).toEqual(all.map(({ id }) => id).sort());
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(10);
      }),
      { numRuns: 20 },
    );
  });

  it('tries entries that were refused again, and only those', async () => {
    const all = events(12);
    const unlucky = new Set([all[1]?.id, all[11]?.id]);
    const { bus, accepted } = aBus((id, attempt) =>
      unlucky.has(id) && attempt === 1 ? 'ThrottlingException' : null,
    );
    await bus.publish(all);
    expect([...accepted].sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it('publishes the others where an entry is refused to the end, and fails', async () => {
    const all = events(3);
    const { bus, accepted } = aBus((id) => (id === all[0]?.id ? 'InternalFailure' : null));
    await expect(bus.publish(all)).rejects.toThrow(ServiceUnavailable);
    expect(accepted).toHaveLength(2);
  });
});
