import { engineWork } from '#local/engine/tasks.ts';
import { allowedMs } from '#shared/deadline.ts';
import { ok } from '#shared/result.ts';

describe('the work of one machine', () => {
  it('has an end, whatever it waits for: turns, sends and sweeps', async () => {
    const times: number[] = [];
    const noting = async <T>(result: T): Promise<T> => {
      times.push(allowedMs(60 * 60_000));
      return result;
    };
    const work = engineWork(
      {
        receive: () => noting(ok({ turns: [] })),
        perform: async () => undefined,
        wake: () => noting(ok(0)),
        sweep: () => noting(ok({ timers: 0, effects: 0, events: 0 })),
      },
      [],
      async () => null,
    );
    const event = {
      id: '00000000-0000-4000-8000-000000000077',
      type: 'ItineraryRequested' as const,
      version: 1,
      time: '2027-03-01T12:00:00.000Z',
      agencyId: null,
      tripId: null,
      correlationId: '00000000-0000-4000-8000-000000000077',
      causationId: null,
      data: { by: 'agency' as const },
    };
    await work.receive('itinerary', event, { deliveries: 1 });
    await work.wake([], null);
    await work.sweep();
    expect(times).toHaveLength(3);
    for (const ms of times) expect(ms).toBeLessThanOrEqual(2 * 60_000);
  });
});
