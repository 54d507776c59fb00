import type { AnyEvent } from '#shared/events/catalogue.ts';
import { aMoment } from '../builders.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

const types = ['IncidentOpened', 'IncidentWorsened', 'IncidentClaimed', 'IncidentClosed'] as const;
type OfIncident = Extract<AnyEvent, { type: (typeof types)[number] }>;
const isOfIncident = (event: AnyEvent): event is OfIncident =>
  types.some((type) => type === event.type);

/** What is said of incidents, in the commit that makes them what they are. */
export const describeIncidentEvents = (subject: () => StoreUnderTest): void => {
  describe('events of incidents', () => {
    const said = async (scene: Scene) =>
      (await emittedBy(subject()))
        .filter(isOfIncident)
        .filter(({ agencyId }) => agencyId === scene.agency.id)
        .sort((a, b) => (a.time < b.time ? -1 : 1));
    const open = (scene: Scene, kind: 'cancelled' | 'long_delay' | 'call', now = aMoment) =>
      scene.turn({
        now,
        tasks: [{ op: 'open', kind, tripId: scene.trip.id, reason: 'why', facts: {} }],
      });
    const close = (scene: Scene, kind: 'cancelled' | 'long_delay' | 'call', now = aMoment) =>
      scene.turn({
        now,
        tasks: [{ op: 'close', kind, tripId: scene.trip.id, reason: 'flight_matched' }],
      });

    it('say that it began, with whom it is about and no name of anybody', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      const [event, ...more] = await said(scene);
      expect(more).toEqual([]);
      expect(event).toMatchObject({
        type: 'IncidentOpened',
        time: aMoment,
        agencyId: scene.agency.id,
        tripId: null,
        causationId: null,
        data: {
          kind: 'flight',
          severity: 'urgent',
          people: 1,
          unreached: 0,
          minors: 0,
          deadline: scene.trip.departure,
          urgentFrom: null,
        },
      });
      expect(JSON.stringify(event)).not.toContain(scene.trip.clientName);
    });

    it('say that it became urgent, once, and from when on it will be', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'long_delay');
      await open(scene, 'long_delay', later(minute));
      await open(scene, 'call', later(2 * minute));
      await open(scene, 'call', later(3 * minute));
      const events = await said(scene);
      expect(events.map(({ type }) => type)).toEqual(['IncidentOpened', 'IncidentWorsened']);
      expect(events[1]?.data).toMatchObject({
        severity: 'urgent',
        unreached: 1,
        urgentFrom: new Date(Date.parse(scene.trip.departure) - 3 * hour).toISOString(),
      });
    });

    it('say nothing of another task, and of few people more', async () => {
      const scene = await Scene.open(subject());
      const others = [];
      for (const n of [1, 2, 3, 4])
        others.push(
          await scene.another({
            whatsapp: `+549115555012${n}`,
            clientName: `Eva ${n}`,
            flightKey: scene.trip.flightKey,
          }),
        );
      for (const one of [scene, ...others.slice(0, 3)]) await open(one, 'cancelled');
      expect(await said(scene)).toHaveLength(1);
      for (const one of others.slice(3)) await open(one, 'cancelled', later(minute));
      expect((await said(scene)).map(({ type, data }) => ({ type, ...data }))).toMatchObject([
        { type: 'IncidentOpened', people: 1 },
        { type: 'IncidentWorsened', people: 5 },
      ]);
    });

    it('say that it is over, with the last of its tasks, and why', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      await open(scene, 'call', later(minute));
      await close(scene, 'cancelled', later(2 * minute));
      await close(scene, 'call', later(3 * minute));
      const events = await said(scene);
      expect(events.at(-1)).toMatchObject({
        type: 'IncidentClosed',
        time: later(3 * minute),
        data: { kind: 'flight', reason: 'flight_matched' },
      });
      expect(events.filter(({ type }) => type === 'IncidentClosed')).toHaveLength(1);
    });
  });
};
