import { existsSync, readdirSync } from 'node:fs';
import { createConcierge } from '#services/concierge/agent.ts';
import { connections } from '#services/connections/agent.ts';
import { createDutyDesk } from '#services/duty-desk/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import { catalogue, parseEvent } from '#shared/events/catalogue.ts';
import { countingIds } from '#shared/testing/fakes.ts';
import { RecordingStaffMail, RecordingStaffPush } from '#shared/testing/staff.ts';
import { exampleOf } from '../scripts/event-docs.ts';

const noFlights = {
  look: async () => ({ kind: 'not-found', at: '2027-03-03T16:20:00.000Z' }) as const,
};
const store = createMemoryStore({ ids: countingIds() });
const agents = [
  anyAgent(
    createConcierge({
      trips: store,
      conversations: store,
      documents: createMemoryDocumentStore(),
      media: noMedia,
      model: null,
      places: null,
      knowledge: null,
      itineraryLinks: null,
    }),
  ),
  anyAgent(createFlightTracker({ flights: noFlights })),
  anyAgent(createNotifications({ templates: null })),
  anyAgent(connections),
  anyAgent(
    createDutyDesk({
      templates: null,
      mail: new RecordingStaffMail(),
      push: new RecordingStaffPush(),
      mayCall: () => true,
      publicBaseUrl: 'https://travel.example',
    }),
  ),
  anyAgent(
    createItinerary({ itineraries: store, places: store.places, model: null, embedder: null }),
  ),
];

const eventsOf = (agent: string) =>
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
    it('takes exactly what the catalogue says it hears', () => {
      const turnEvents = catalogue.filter(
        (definition) => agent.turns(parseEvent(exampleOf(definition))) !== null,
      );
      expect(names(turnEvents)).toEqual(names(eventsOf(name)));
    });
  });
});
