import { hour, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { aBooking, anAgency, aPhone } from '../builders.ts';
import { Scene, type StoreUnderTest } from './harness.ts';
import { ofGroup } from './journey-notes.ts';

const flightNumber = 'BA820';
const anotherLeg = {
  flightNumber: 'SK1418',
  originIata: 'CPH',
  destinationIata: 'ARN',
  departure: '2027-03-03T21:00:00.000Z',
  flightKey: 'SK1418/CPH-ARN/2027-03-03/22',
};

/** Trips of contacts who hear of the trips of others, and the group of a guide. */
export const describeRoles = (subject: () => StoreUnderTest): void => {
  const scenesOf = async () => {
    const agency = anAgency();
    await subject().addAgency(agency);
    const book = async (role: Trip['role'], journeyReference: string, more: object = {}) =>
      subject().desk.book(
        aBooking(agency.id, {
          role,
          journeyReference,
          trip: { flightNumber, whatsapp: aPhone() },
          ...more,
        }),
      );
    const scene = async (...args: Parameters<typeof book>) => {
      const booked = await book(...args);
      if (booked.kind !== 'booked') throw new Error(`not booked: ${booked.kind}`);
      return new Scene(subject(), agency, booked.trip);
    };
    return { agency, book, scene };
  };

  describe('the role of a contact', () => {
    it('is kept, and one contact has one on a flight', async () => {
      const { book, scene } = await scenesOf();
      const { trip } = await scene('guardian', 'J1');
      expect(trip.role).toBe('guardian');
      const again = await book('follower', 'J1', {
        trip: { flightNumber, whatsapp: trip.whatsapp, clientName: 'Somebody else' },
      });
      expect(again).toEqual({ kind: 'duplicate', tripId: trip.id });
    });

    it('brings no group to who is no guide', async () => {
      const { scene } = await scenesOf();
      for (const role of ['traveller', 'guardian', 'follower'] as const)
        expect((await (await scene(role, 'J1')).context()).group).toBeNull();
    });
  });

  describe('the group of a guide', () => {
    it('is who flies in the journey on that flight, with the last message to each', async () => {
      const { scene } = await scenesOf();
      const guide = await scene('guide', 'J1');
      const told = await scene('traveller', 'J1');
      const waiting = await scene('guardian', 'J1');
      const uncalled = await scene('traveller', 'J1', { trip: { flightNumber, whatsapp: null } });
      await scene('follower', 'J1');
      await scene('traveller', 'J2');
      await scene('traveller', 'J1', {
        trip: { whatsapp: aPhone() },
      });
      await told.sent(await told.claimed({ told: { leg: 1, phase: 'cancelled' } }));
      await waiting.turn({
        effects: [
          waiting.effect({
            told: { leg: 1, departure: waiting.trip.departure },
            dueAt: plus(waiting.trip.insertedAt, hour),
          }),
        ],
      });
      await uncalled.turn({
        tasks: [
          {
            op: 'open',
            kind: 'call',
            tripId: uncalled.trip.id,
            reason: 'cancelled',
            facts: { message: 'cancelled', words: '…' },
          },
        ],
      });
      const { group } = await guide.context();
      const of = ({ trip }: Scene) => group?.find(({ tripId }) => tripId === trip.id);
      expect(group).toHaveLength(3);
      expect(of(told)).toMatchObject({
        passengers: told.trip.passengers.map(({ id }) => id),
        isWrittenTo: true,
        last: { status: 'SENT', permanent: false, departure: null, phase: 'cancelled' },
        call: null,
      });
      expect(of(waiting)).toMatchObject({
        last: { status: 'PENDING', departure: waiting.trip.departure, phase: null },
      });
      expect(of(uncalled)).toMatchObject({
        isWrittenTo: false,
        last: null,
        call: { state: 'open', message: 'cancelled' },
      });
    });

    it('counts what another leg of the contact has told of this flight', async () => {
      const { agency, scene } = await scenesOf();
      const guide = await scene('guide', 'J1');
      const { trip } = await scene('traveller', 'J1');
      const onward = await subject().desk.book(
        aBooking(agency.id, {
          journeyReference: 'J1',
          trip: {
            whatsapp: trip.whatsapp,
            clientName: trip.clientName,
            ...anotherLeg,
          },
        }),
      );
      if (onward.kind !== 'booked') throw new Error(`not booked: ${onward.kind}`);
      const other = new Scene(subject(), agency, onward.trip);
      const departure = plus(trip.departure, hour);
      await other.sent(
        await other.claimed({
          told: {
            leg: 1,
            departure: onward.trip.departure,
            legs: { [trip.id]: { leg: 1, departure } },
          },
        }),
      );
      const { group } = await guide.context();
      expect(group?.find(({ tripId }) => tripId === trip.id)?.last).toMatchObject({
        status: 'SENT',
        departure,
      });
    });

    it('spans the journeys of a group, and leaves infants and withdrawn trips out', async () => {
      const { agency, scene } = await scenesOf();
      const guide = await scene('guide', 'J1');
      const family = await scene('traveller', 'J2', {
        passengers: [
          { name: 'Ana', callName: 'Ana', kind: 'adult' },
          { name: 'Mila', callName: 'Mila', kind: 'infant' },
        ],
      });
      const gone = await scene('traveller', 'J3');
      for (const { trip } of [guide, family, gone])
        await subject().desk.editJourney({
          agencyId: agency.id,
          journeyId: trip.journeyId,
          revision: 1,
          set: ofGroup('School'),
          now: trip.insertedAt,
        });
      await subject().desk.cancel({
        agencyId: agency.id,
        tripId: gone.trip.id,
        notify: false,
        now: gone.trip.insertedAt,
      });
      const { group } = await guide.context();
      expect(group?.map(({ tripId, passengers }) => [tripId, passengers])).toEqual([
        [family.trip.id, [family.trip.passengers[0]?.id]],
      ]);
    });
  });
};
