import { randomUUID } from 'node:crypto';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import { aBooking, anAgency, anItineraryRequested } from '#shared/testing/builders.ts';
import {
  acceptingSender,
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
  RecordingTimers,
} from '#shared/testing/fakes.ts';
import { createKernel } from '../kernel.ts';
import { type Toy, toyAgent } from './toy-agent.ts';

/** A kernel with one toy agent over the in-memory store, and one booked trip. */
export const setUp = async (
  toy: Toy = {},
  over: { sender?: MessageSender; store?: (store: ActorStore) => ActorStore } = {},
) => {
  const memory = createMemoryStore({ ids: { random: randomUUID, chance: () => 0.5 } });
  const agency = anAgency();
  memory.addAgency(agency);
  const book = async (): Promise<Trip> => {
    const booked = await memory.book(aBooking(agency.id));
    if (booked.kind !== 'booked') throw new Error(booked.kind);
    return booked.trip;
  };
  const trip = await book();
  const parts = {
    clock: new ManualClock(),
    bus: new RecordingBus(),
    timers: new RecordingTimers(),
    log: new RecordingLog(),
    sender: over.sender ?? acceptingSender(),
    pauses: [] as number[],
  };
  const build = (changed: Toy = toy) =>
    createKernel({
      ...parts,
      store: over.store ? over.store(memory) : memory,
      ids: countingIds(),
      agents: [toyAgent(changed)],
      pause: async (ms) => {
        parts.pauses.push(ms);
      },
    });
  const kernel = build();
  const receive = (event: AnyEvent, deliveries = 1) =>
    kernel.receive('itinerary', event, { deliveries });
  const state = async (tripId = trip.id) => {
    const loaded = await memory.load({
      agent: 'itinerary',
      actorId: tripId,
      eventId: randomUUID(),
      agencyId: agency.id,
      tripId: null,
      conversation: null,
      flightKey: null,
      timerKind: null,
    });
    return loaded.state;
  };
  return { ...parts, memory, agency, trip, book, build, kernel, receive, state };
};

/** News for the toy agent about a trip. */
export const news = (trip: Trip) => anItineraryRequested(trip);
