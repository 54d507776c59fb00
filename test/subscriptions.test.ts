import { existsSync, readdirSync } from 'node:fs';
import { createConcierge } from '#services/concierge/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { countingIds } from '#shared/testing/fakes.ts';

const noFlights = {
  look: async () => ({ kind: 'not-found', at: '2027-03-03T16:20:00.000Z' }) as const,
};
const store = createMemoryStore({ ids: countingIds() });
const agents = [
  createConcierge({
    trips: store,
    documents: createMemoryDocumentStore(),
    media: noMedia,
    model: null,
    places: null,
    itineraryLinks: null,
  }),
  createFlightTracker({ flights: noFlights }),
  createNotifications({ templates: null }),
  createItinerary({ places: store.places, model: null, embedder: null }),
];

const heardBy = (agent: string) =>
  catalogue.filter(({ subscribers }) => subscribers.some((subscriber) => subscriber === agent));
const names = (events: readonly { readonly name: string }[]) =>
  events.map(({ name }) => name).sort();

describe('the agents', () => {
  it('are all looked at here', () => {
    const folders = readdirSync('services').filter((folder) =>
      existsSync(`services/${folder}/agent.ts`),
    );
    expect(names(agents)).toEqual(folders.sort());
  });

  it('are the only subscribers there are, besides the intake', () => {
    const known = [...names(agents), 'api'];
    expect(
      catalogue.flatMap(({ name, subscribers }) =>
        subscribers.filter((one) => !known.includes(one)).map((one) => `${name}: ${one}`),
      ),
    ).toEqual([]);
  });

  describe.each(agents.map((agent) => [agent.name, agent] as const))('%s', (name, agent) => {
    it('hears exactly what the catalogue says it hears', () => {
      expect([...new Set<string>([...agent.subscriptions, ...agent.timers])].sort()).toEqual(
        names(heardBy(name)),
      );
    });

    it('sets exactly the timers that the catalogue says are its own', () => {
      expect([...agent.timers].sort()).toEqual(
        names(heardBy(name).filter((definition) => 'timer' in definition)),
      );
    });
  });
});
