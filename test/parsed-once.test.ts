import { randomUUID } from 'node:crypto';
import type { JobHelpers } from 'graphile-worker';
import { engineTasks, engineWork } from '#local/engine/tasks.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { ownSource, readQueueMessage } from '#shared/adapters/aws/queue-message.ts';
import { parseEvent } from '#shared/events/catalogue.ts';
import { ItineraryFailed, ItineraryRequested } from '#shared/events/itineraries.ts';
import { aBooking, anAgency } from '#shared/testing/builders.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import {
  acceptingSender,
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
  RecordingTimers,
} from '#shared/testing/fakes.ts';
import { memorySealing } from '#shared/testing/sealing.ts';
import { exampleOf } from '../scripts/event-docs.ts';

/** An event off the wire that counts how often it was parsed: each time reads all of it. */
const wired = (over: object = {}) => {
  let parses = 0;
  const event: object = { ...exampleOf(ItineraryRequested), ...over };
  Object.defineProperty(event, 'causationId', {
    enumerable: true,
    get: () => {
      parses += 1;
      return null;
    },
  });
  return { event, parses: () => parses };
};

/** Reads a body that means this object. */
const read = (body: object) => {
  jest.spyOn(JSON, 'parse').mockReturnValueOnce(body);
  return readQueueMessage('');
};

describe('an event is parsed once', () => {
  it('by whoever reads it off the wire', () => {
    const { event, parses } = wired();
    parseEvent(event);
    expect(parses()).toBe(1);
  });

  it('where a function reads it from its queue, be it bare or carried by the bus', () => {
    const [bare, bridged] = [wired(), wired()];
    read(bare.event);
    read({ source: ownSource, 'detail-type': 'ItineraryRequested', detail: bridged.event });
    expect([bare.parses(), bridged.parses()]).toEqual([1, 1]);
  });

  it('by a job of one machine, and what follows from it where it is made', async () => {
    const { addAgency, store } = await emptiedStore();
    const agency = anAgency();
    await addAgency(agency);
    const booked = await store.book(aBooking(agency.id));
    if (booked.kind !== 'booked') throw new Error(booked.kind);
    const agents = [
      anyAgent(
        createItinerary({ itineraries: store, places: store.places, model: null, embedder: null }),
      ),
    ];
    const [ids, log, bus] = [countingIds(), new RecordingLog(), new RecordingBus()];
    const kernel = createKernel({
      store,
      sender: acceptingSender(),
      bus,
      timers: new RecordingTimers(),
      clock: new ManualClock(),
      ids,
      log,
      agents,
    });
    const work = engineWork(kernel, agents, async () => undefined);
    const helpers = { job: { attempts: 1, priority: 0 } } as unknown as JobHelpers;
    // The agency has nothing to plan with.
    const { event, parses } = wired({
      id: randomUUID(),
      agencyId: agency.id,
      tripId: booked.trip.id,
      data: { by: 'agency', journeyId: booked.trip.journeyId },
    });
    const made = jest.spyOn(ItineraryFailed.schema, 'parse');
    await engineTasks({ work, sealing: memorySealing(), ids, log })['agent']?.(
      { agent: 'itinerary', event },
      helpers,
    );
    expect(parses()).toBe(1);
    expect(bus.published.map(({ type }) => type)).toEqual(['ItineraryFailed']);
    expect(made).toHaveBeenCalledTimes(1);
  });
});
