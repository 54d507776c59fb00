import fc from 'fast-check';
import { connections } from '#services/connections/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { type AnyEvent, catalogue, parseEvent } from '#shared/events/catalogue.ts';
import { aBooking, anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { acceptingSender, countingIds, ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import { hostileJson, nearlyLike } from '#shared/testing/hostile.ts';
import { exampleOf } from '../scripts/event-docs.ts';

const parsed = (raw: unknown): AnyEvent | null => {
  try {
    return parseEvent(raw);
  } catch (error) {
    // It must throw an Error, which can be caught and logged.
    expect(error).toBeInstanceOf(Error);
    return null;
  }
};

describe('an event that somebody made up', () => {
  it.each(catalogue.map((definition) => [definition.name, definition] as const))(
    'like %s is refused, or is exactly what was read',
    (_, definition) => {
      let acceptedCount = 0;
      fc.assert(
        fc.property(
          fc.oneof(
            { weight: 9, arbitrary: nearlyLike(fc.constant(exampleOf(definition))) },
            { weight: 1, arbitrary: hostileJson },
          ),
          (raw) => {
            const event = parsed(raw);
            if (event === null) return;
            acceptedCount += 1;
            expect(definition.name).toBe(event.type);
            // Serialising and parsing it again gives the same event.
            expect(parsed(JSON.parse(JSON.stringify(event)))).toEqual(event);
          },
        ),
        { numRuns: 150 },
      );
      expect(parsed(exampleOf(definition))).not.toBeNull();
      expect(acceptedCount).toBeLessThan(150);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  );

  it('but is well-formed never stops an agent, nor changes a trip of another agency', async () => {
    const ids = countingIds();
    const { addAgency, store } = await emptiedStore();
    const [agency, other] = [anAgency(), anAgency()];
    await addAgency(agency);
    await addAgency(other);
    const [booked, others] = [
      await store.book(aBooking(agency.id)),
      await store.book(aBooking(other.id)),
    ];
    if (booked.kind !== 'booked' || others.kind !== 'booked')
      throw new Error('the trips were not booked');
    const before = JSON.stringify(await store.trip(other.id, others.trip.id));
    const sender = acceptingSender();
    const log = new RecordingLog();
    const clock = new ManualClock();
    const kernel = createKernel({
      store,
      sender,
      bus: { transactional: true, publish: async () => undefined },
      timers: { set: async () => undefined, clear: async () => undefined },
      clock,
      ids,
      log,
      pause: async () => undefined,
      agents: [
        anyAgent(
          createFlightTracker({
            flights: { look: async () => ({ kind: 'not-found', at: clock.now() }) },
          }),
        ),
        anyAgent(createNotifications({ templates: null })),
        anyAgent(connections),
      ],
    });
    const subscribedEvents = catalogue.filter(({ subscribers }) =>
      subscribers.some((s) => s === 'flight-tracker' || s === 'notifications'),
    );
    const eventOf = (definition: (typeof catalogue)[number]) => ({
      ...exampleOf(definition),
      agencyId: agency.id,
      tripId: booked.trip.id,
      data: {
        ...definition.example,
        ...('actorId' in definition.example ? { actorId: booked.trip.id } : {}),
      },
    });
    let turns = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...subscribedEvents).chain((definition) => {
          const unchanged = fc.constant(eventOf(definition));
          return fc.oneof(
            { weight: 4, arbitrary: nearlyLike(unchanged) },
            { weight: 1, arbitrary: unchanged },
          );
        }),
        fc.uuid(),
        async (raw, id) => {
          const event = parsed({ ...Object(raw), id });
          if (event === null) return;
          for (const agent of ['flight-tracker', 'notifications'] as const) {
            const result = await kernel.receive(agent, event, { deliveries: 1 });
            if (result.ok) turns += result.value.turns.length;
            else expect(result.error).toBeInstanceOf(Error);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(turns).toBeGreaterThan(80);
    expect(JSON.stringify(await store.trip(other.id, others.trip.id))).toBe(before);
    expect(sender.requests.filter(({ to }) => to !== booked.trip.whatsapp)).toEqual([]);
    expect(JSON.stringify(log.lines)).not.toContain(booked.trip.whatsapp);
  });
});
