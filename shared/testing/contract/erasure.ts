import { randomUUID } from 'node:crypto';
import { day, plus } from '#shared/domain/instant.ts';
import { aBooking, aMoment, aPhone, aTurn, phoneOf } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

const afterwards = plus(aMoment, 60 * day);

/** What the end of a person's data takes, and what it leaves. */
export const describeErasure = (subject: () => StoreUnderTest): void => {
  const erasureOf = (scene: Scene, over: object = {}) =>
    subject().desk.erase({
      agencyId: scene.agency.id,
      contactId: scene.trip.contactId,
      dryRun: false,
      withdraw: true,
      now: later(minute),
      ...over,
    });
  const tripOf = (scene: Scene) => subject().desk.trip(scene.agency.id, scene.trip.id);

  describe('the erasure of a contact', () => {
    it('names the journeys that are not over, and takes none without being asked to', async () => {
      const scene = await Scene.open(subject());
      const live = { kind: 'live', journeys: [{ id: scene.trip.journeyId, reference: null }] };
      expect(await erasureOf(scene, { withdraw: false })).toEqual(live);
      expect(await erasureOf(scene, { withdraw: false, now: plus(aMoment, day) })).toEqual(live);
      const over = await erasureOf(scene, { withdraw: false, now: afterwards, dryRun: true });
      expect(over).toMatchObject({ kind: 'rehearsed', withdrawn: [] });
      expect((await tripOf(scene))?.clientName).toBe(scene.trip.clientName);
    });

    it('empties trip, messages and state, drops what waits, and counts as rehearsed', async () => {
      const scene = await Scene.open(subject());
      await scene.sent(await scene.claimed());
      await scene.turn({ effects: [scene.effect({ dueAt: later(day) })] });
      const rehearsed = await erasureOf(scene, { dryRun: true });
      const erased = await erasureOf(scene);
      expect(erased).toEqual({ ...rehearsed, kind: 'erased' });
      expect(erased).toMatchObject({
        counts: { trips: 1, journeys: 1, passengers: 1, messages: 2, tasks: 0 },
        withdrawn: [scene.trip.journeyId],
        shared: [],
      });
      expect(await tripOf(scene)).toMatchObject({
        status: 'withdrawn',
        clientName: '•••',
        callName: '',
        whatsapp: null,
        reference: null,
        metadata: {},
      });
      const messages = await subject().desk.messages(scene.agency.id, scene.trip.id);
      const gone = { to: '', text: '•••' };
      expect(messages?.toSorted((a, b) => (a.status < b.status ? -1 : 1))).toMatchObject([
        { ...gone, status: 'DROPPED', reason: 'forgotten' },
        { ...gone, status: 'SENT' },
      ]);
      expect(await subject().desk.contact(scene.agency.id, scene.trip.contactId)).toBeNull();
      expect(await erasureOf(scene)).toEqual({ kind: 'not-found' });
    });

    it('closes what waited for a person in their conversation, and empties it', async () => {
      const scene = await Scene.open(subject());
      const received = await subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phoneOf(scene.trip),
        providerId: `SM${randomUUID()}`,
        text: 'hola',
        media: [],
        now: aMoment,
      });
      const conversationId = received?.conversationId ?? '';
      await subject().store.commit(
        aTurn(scene.event(), {
          agent: 'concierge',
          actorId: conversationId,
          agencyId: scene.agency.id,
          tasks: [
            {
              op: 'open',
              kind: 'handoff',
              tripId: null,
              reason: 'asked',
              facts: { conversationId },
            },
          ],
        }),
      );
      await erasureOf(scene);
      expect(await subject().desk.tasks(scene.agency.id, { limit: 10 })).toMatchObject([
        { kind: 'handoff', state: 'done', closedReason: 'forgotten', facts: {} },
      ]);
    });

    it('lets no turn that began before write what it had read', async () => {
      const scene = await Scene.open(subject());
      await erasureOf(scene);
      await expect(scene.turn({ effects: [scene.effect()] })).rejects.toThrow('got conflict');
    });

    it('leaves those who travel along as they are, and says on which journeys', async () => {
      const { agency } = await Scene.open(subject());
      const book = async (clientName: string) => {
        const trip = { flightNumber: 'BA820', whatsapp: aPhone(), clientName };
        const booked = await subject().desk.book(
          aBooking(agency.id, { journeyReference: 'J-family', trip }),
        );
        if (booked.kind !== 'booked') throw new Error(`not booked: ${booked.kind}`);
        return new Scene(subject(), agency, booked.trip);
      };
      const [ana, beto] = [await book('Ana Ruiz'), await book('Beto Paz')];
      expect(await erasureOf(ana)).toMatchObject({
        counts: { trips: 1, journeys: 0, passengers: 1 },
        shared: [ana.trip.journeyId],
      });
      expect(await tripOf(beto)).toEqual(beto.trip);
      const journey = await subject().desk.journey(agency.id, ana.trip.journeyId);
      expect(journey).toMatchObject({ reference: 'J-family', state: 'live' });
      expect(journey?.passengers.map(({ name }) => name).sort()).toEqual(['Beto Paz', '•••']);
    });

    it('is not undone by what was said before it; what is said later begins anew', async () => {
      const scene = await Scene.open(subject());
      const { whatsapp } = scene.trip;
      await erasureOf(scene);
      const book = (saidAt: string | undefined) =>
        subject().desk.book(aBooking(scene.agency.id, { saidAt, trip: { whatsapp } }));
      expect(await book(later(0))).toEqual({ kind: 'erased' });
      expect((await book(later(2 * minute))).kind).toBe('booked');
      expect((await book(undefined)).kind).toBe('booked');
    });

    it('is one agency’s alone', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      expect(await erasureOf(scene, { agencyId: other.agency.id })).toEqual({ kind: 'not-found' });
    });
  });

  describe('a document that is removed', () => {
    it('is on no list, its file is to be removed, and no other agency can do it', async () => {
      const scene = await Scene.open(subject());
      const agencyId = scene.agency.id;
      const id = randomUUID();
      const path = `${agencyId}/${scene.trip.id}/${id}.pdf`;
      await subject().conversations.addDocument({
        agencyId,
        document: {
          id,
          tripId: scene.trip.id,
          type: 'insurance',
          path,
          fileName: null,
          contentType: 'application/pdf',
          bytes: 1,
          uploadedBy: 'a key',
          uploadedByType: 'system',
          passengerId: null,
          uploadedAt: aMoment,
        },
      });
      const { desk } = subject();
      expect(await desk.removeDocument(randomUUID(), id, aMoment)).toBe(false);
      expect(await desk.removeDocument(agencyId, id, aMoment)).toBe(true);
      expect(await desk.removeDocument(agencyId, id, aMoment)).toBe(false);
      expect(await subject().conversations.documents(agencyId, scene.trip.id)).toEqual([]);
      expect(await desk.filesToRemove(agencyId, later(hour))).toEqual([path]);
      await desk.filesRemoved(agencyId, [path], later(hour));
      expect(await desk.filesToRemove(agencyId, later(hour))).toEqual([]);
    });
  });

  describe('the file of an upload', () => {
    const begun = async (scene: Scene) => {
      const agencyId = scene.agency.id;
      const path = `${agencyId}/${scene.trip.id}/uploads/${randomUUID()}`;
      await subject().conversations.beginUpload({ agencyId, path, now: aMoment });
      const gone = async (at: string) => {
        const paths = await subject().desk.filesToRemove(agencyId, at);
        await subject().desk.filesRemoved(agencyId, paths, at);
        return paths;
      };
      return { path, gone };
    };

    it('goes a day after the upload began, however that ended', async () => {
      const { path, gone } = await begun(await Scene.open(subject()));
      expect(await gone(later(day - minute))).toEqual([]);
      expect(await gone(later(day))).toEqual([path]);
      expect(await gone(later(2 * day))).toEqual([]);
    });

    it('goes with the person, and once more where it can have been put after that', async () => {
      const scene = await Scene.open(subject());
      const { path, gone } = await begun(scene);
      await erasureOf(scene, { now: later(minute) });
      expect(await gone(later(minute))).toEqual([path]);
      expect(await gone(later(hour))).toEqual([]);
      expect(await gone(later(3 * hour))).toEqual([path]);
      expect(await gone(later(day))).toEqual([]);
    });
  });
};
