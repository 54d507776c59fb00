import { plus } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import { testPauseMs } from '#shared/domain/test-message.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { AddedTrip, NewLeg } from '#shared/ports/journey-desk.ts';
import { aMoment, aNewJourney, anAgency } from '../builders.ts';
import { emittedBy, hour, later, minute, type StoreUnderTest } from './harness.ts';
import { ofGroup } from './journey-notes.ts';

/** Legs, passengers, contacts and groups: each act is announced once for each journey. */
export const describeJourneyParts = (subject: () => StoreUnderTest): void => {
  const now = later(minute);
  /** Ana and Beto on Ana's phone, and what of their agency's journeys was announced since. */
  const couple = async () => {
    const agency = anAgency();
    await subject().addAgency(agency);
    const request = aNewJourney(agency.id);
    const booked = await subject().desk.bookJourney(request);
    if (booked.kind !== 'booked') throw new Error(booked.kind);
    const { journey } = booked;
    const [leg] = request.legs;
    const [trip] = journey.trips;
    const [contact] = journey.contacts;
    const [ana, beto] = journey.passengers;
    if (!leg || !trip || !contact || !ana || !beto) throw new Error('the journey is empty');
    const announced = async (): Promise<readonly string[]> =>
      (await emittedBy(subject()))
        .flatMap((event): EventOf<'JourneyChanged'>[] =>
          event.agencyId === agency.id && event.type === 'JourneyChanged' ? [event] : [],
        )
        .sort((a, b) => a.data.revision - b.data.revision)
        .map(({ data }) => `${data.fields.join(' ')}${data.notify ? '' : ', silently'}`);
    const act = (revision = 1) => ({ agencyId: agency.id, journeyId: journey.id, revision, now });
    const { desk } = subject();
    const added = (role: AddedTrip['role'], on: NewLeg): AddedTrip => ({
      contactId: contact.id,
      role,
      consent: { how: 'attested', at: aMoment, by: 'main key' },
      trip: {
        ...on,
        clientName: contact.name,
        callName: contact.callName,
        whatsapp: contact.phone,
        language: 'es',
        email: null,
      },
      passengers: [ana.id, 0],
    });
    return {
      agencyId: agency.id,
      desk,
      journey,
      leg,
      trip,
      contact,
      ana,
      beto,
      act,
      added,
      announced,
    };
  };
  const another = (leg: NewLeg): NewLeg => ({
    ...leg,
    flightNumber: 'SK1420',
    departure: '2027-03-06T08:05:00.000Z',
    flightKey: 'SK1420/LHR-CPH/2027-03-06/08',
  });

  describe('a part of a journey', () => {
    it('that is added is a trip or joins one, and is announced once', async () => {
      const { desk, act, added, leg, announced } = await couple();
      const result = await desk.addToJourney({
        ...act(),
        passengers: [passengerOf('Caro Gil')],
        trips: [added('traveller', leg), added('traveller', another(leg))],
        notify: false,
      });
      if (result.kind !== 'edited') throw new Error(result.kind);
      expect(
        result.journey.trips.map(({ passengers }) => passengers.map(({ callName }) => callName)),
      ).toEqual([
        ['Ana', 'Beto', 'Caro'],
        ['Ana', 'Caro'],
      ]);
      expect(await announced()).toEqual(['passengers trips, silently']);
    });

    it('that is added for a contact in another role on that flight is a duplicate', async () => {
      const { desk, act, added, leg, trip, announced } = await couple();
      expect(
        await desk.addToJourney({
          ...act(),
          passengers: [passengerOf('Caro Gil')],
          trips: [added('follower', leg)],
          notify: true,
        }),
      ).toEqual({ kind: 'duplicate', tripId: trip.id });
      expect(await announced()).toEqual([]);
    });

    it('that is a leg changes what is given, keeps its id, and goes', async () => {
      const { desk, act, trip, leg, announced } = await couple();
      const edit = (revision: number, set: Partial<NewLeg>) =>
        desk.editLeg({ ...act(revision), legId: trip.legId, set, notify: true });
      expect((await edit(1, { stay: 'Nyhavn 71' })).kind).toBe('edited');
      expect((await edit(1, { stay: null })).kind).toBe('stale');
      expect((await edit(2, { stay: 'Nyhavn 71' })).kind).toBe('unchanged');
      const { stay: _, returnDate: __, ...flight } = another(leg);
      const moved = await edit(2, flight);
      if (moved.kind !== 'edited') throw new Error(moved.kind);
      expect(moved.journey.legs).toMatchObject([{ id: trip.legId, flightNumber: 'SK1420' }]);
      expect(moved.journey.trips).toMatchObject([{ stay: 'Nyhavn 71', flightNumber: 'SK1420' }]);
      const withdrawal = { legId: trip.legId, notify: false };
      expect((await desk.withdrawLeg({ ...act(3), ...withdrawal })).kind).toBe('edited');
      expect((await desk.withdrawLeg({ ...act(4), ...withdrawal })).kind).toBe('unchanged');
      expect(await announced()).toEqual(['stay', 'departure flightNumber', 'trips, silently']);
    });

    it('that is a passenger says the contact the same, where they are one person', async () => {
      const { desk, agencyId, act, ana, beto, contact, announced } = await couple();
      const edit = (
        revision: number,
        passengerId: string,
        set: { name: string; callName: string },
      ) => desk.editPassenger({ ...act(revision), passengerId, set: { ...set, kind: 'adult' } });
      await edit(1, beto.id, { name: 'PAZ/BETO MR', callName: 'Bob' });
      expect((await desk.contact(agencyId, contact.id))?.contact.revision).toBe(1);
      await edit(2, ana.id, { name: 'RUIZ/ANA MRS', callName: 'Anita' });
      expect((await desk.contact(agencyId, contact.id))?.contact).toMatchObject({
        name: 'RUIZ/ANA MRS',
        callName: 'Anita',
        revision: 2,
      });
      expect((await edit(3, ana.id, { name: 'RUIZ/ANA MRS', callName: 'Anita' })).kind).toBe(
        'unchanged',
      );
      expect(await announced()).toEqual([
        'passengers, silently',
        'clientName passengers, silently',
      ]);
    });
  });

  describe('a contact', () => {
    it('who is edited is announced once for each journey', async () => {
      const { desk, agencyId, contact, announced } = await couple();
      const { id: contactId, revision, ...words } = contact;
      const edit = (set: Partial<typeof words>, on: number, notify: boolean) =>
        desk.editContact({
          agencyId,
          contactId,
          revision: on,
          set: { ...words, ...set },
          consent: null,
          notify,
          now,
        });
      await edit({ email: 'ana@example.org' }, revision, true);
      await edit({ callName: 'Anita' }, revision + 1, false);
      expect((await edit({ callName: 'Anita' }, revision + 2, true)).kind).toBe('unchanged');
      expect(await announced()).toEqual(['contacts', 'passengers, silently']);
    });

    it('keeps a consent in another writing, and needs one again for another number', async () => {
      const { desk, agencyId, contact } = await couple();
      const { id: contactId, revision: _, ...words } = contact;
      const edit = async (
        hoursLater: number,
        set: Partial<typeof words>,
        how?: 'attested' | 'explicit',
      ) => {
        const at = plus(now, hoursLater * hour);
        const before = await desk.contact(agencyId, contactId);
        await desk.editContact({
          agencyId,
          contactId,
          revision: before?.contact.revision ?? 0,
          set: { ...words, ...set },
          consent: how ? { how, at, by: 'a form' } : null,
          notify: true,
          now: at,
        });
        return (await desk.contact(agencyId, contactId))?.consent?.how ?? null;
      };
      expect(await edit(1, { name: contact.name.toUpperCase(), email: 'a@b.example' })).toBe(
        'attested',
      );
      const other = { ...words, phone: '+5491155550177' };
      expect(await edit(2, other)).toBe(null);
      expect(await edit(3, other, 'explicit')).toBe('explicit');
      expect(await edit(4, other, 'attested')).toBe('explicit');
      expect(await edit(5, { ...other, name: 'Rosa Paz' })).toBe(null);
      expect(await edit(6, words, 'attested')).toBe('attested');
    });

    it('who is given a consent is announced by it, and its trips know', async () => {
      const { desk, agencyId, contact } = await couple();
      const { id: contactId, revision, ...set } = contact;
      const consent = { how: 'explicit' as const, at: now, by: 'a form' };
      const act = { agencyId, contactId, set, consent, notify: true, now };
      expect((await desk.editContact({ ...act, revision })).kind).toBe('edited');
      const emitted = (await emittedBy(subject())).filter((event) => event.agencyId === agencyId);
      expect(emitted.filter(({ type }) => type === 'TripChanged')).toEqual([
        expect.objectContaining({ data: expect.objectContaining({ fields: ['consent'] }) }),
      ]);
    });

    it('is tested once in five minutes, and at once where their number is new', async () => {
      const { desk, agencyId, contact } = await couple();
      const { id: contactId, revision, ...words } = contact;
      const other = anAgency();
      await subject().addAgency(other);
      const ask = (at = now, agency = agencyId) =>
        desk.requestTest({ agencyId: agency, contactId, now: at });
      const correct = (phone: string | null) =>
        desk.contact(agencyId, contactId).then((found) =>
          desk.editContact({
            agencyId,
            contactId,
            revision: found?.contact.revision ?? revision,
            set: { ...words, phone },
            consent: null,
            notify: false,
            now,
          }),
        );
      expect(await ask(now, other.id)).toEqual({ kind: 'not-found' });
      expect(await ask()).toEqual({ kind: 'requested' });
      expect(await ask(plus(now, testPauseMs - 1))).toEqual({ kind: 'too-soon', testedAt: now });
      expect(await ask(plus(now, testPauseMs))).toEqual({ kind: 'requested' });
      await correct('+5491155550177');
      expect(await ask(plus(now, testPauseMs))).toEqual({ kind: 'requested' });
      await correct(null);
      expect(await ask(plus(now, testPauseMs))).toEqual({ kind: 'no-number' });
    });
  });

  it('says for the assistant what its legs do not say themselves', async () => {
    const { desk, agencyId, act, trip } = await couple();
    const set = { title: null, owner: null, group: null, notes: null, keeperId: null };
    await desk.editJourney({ ...act(), set: { ...set, metadata: { baggage_included: '23 kg' } } });
    const context = await subject().conversations.tripContext(agencyId, trip.id);
    expect(context?.journeyMetadata).toEqual({ baggage_included: '23 kg' });
  });

  describe('a group', () => {
    it('keeps what is not given, and is announced to its journeys by a new name', async () => {
      const { desk, agencyId, act, contact, announced } = await couple();
      const set = ofGroup('School');
      await desk.editJourney({ ...act(), set });
      const [group] = await desk.groups(agencyId);
      const write = (over: { name?: string; leaderId?: string | null }) =>
        desk.writeGroup({ agencyId, groupId: group?.id ?? '', now, ...over });
      await write({ leaderId: contact.id });
      await write({ name: 'Choir' });
      expect((await write({ name: 'Choir' })).kind).toBe('unchanged');
      expect(await desk.group(agencyId, group?.id ?? '')).toEqual({
        id: group?.id,
        name: 'Choir',
        leaderId: contact.id,
        journeys: 1,
      });
      expect(await announced()).toEqual(['group, silently', 'group, silently']);
    });
  });
};
