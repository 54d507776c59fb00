import type { Itinerary } from '#shared/domain/itinerary.ts';
import { staysOf } from '#shared/domain/stay.ts';
import { stayWithPlan } from '#shared/domain/stay-days.ts';
import { SoldPlan } from '#shared/domain/stay-plan.ts';
import { aJourneyStays, aMoment, aTrip } from '#shared/testing/builders.ts';
import { stayCalendar } from '../domain/stay-calendar.ts';

const trip = aTrip();
const { journeyId, passengers, contactId } = trip;
const onward = aTrip({
  journeyId,
  passengers,
  contactId,
  flightNumber: 'SK1466',
  originIata: 'CPH',
  destinationIata: 'OSL',
  originZone: 'Europe/Copenhagen',
  destinationZone: 'Europe/Oslo',
  departure: '2027-03-07T10:00:00.000Z',
  flightKey: 'SK1466/CPH-OSL/2027-03-07/11',
});
const item = (title: string, start: string): Itinerary['days'][number]['items'][number] => ({
  title,
  type: 'attraction',
  start,
  address: null,
  city: null,
  country: null,
  lat: null,
  lng: null,
  opening_hours: null,
  rating: null,
  source: 'agency',
  safety_warnings: [],
  tags: [],
});

/** The UIDs of each stay's file, by what its entries say. */
const uids = (sold: unknown): readonly ReadonlyMap<string, string>[] => {
  const journey = aJourneyStays({
    trips: [trip, onward],
    plans: [{ stay: 'CPH', revision: 1, plan: SoldPlan.parse(sold), updatedAt: aMoment }],
    itineraries: [
      {
        stay: 'CPH',
        newestVersion: 1,
        shown: {
          version: 1,
          status: 'approved',
          origin: 'model',
          generatedAt: aMoment,
          days: [{ date: '2027-03-04', items: [item('Tivoli', '10:00'), item('Nyhavn', '19:00')] }],
        },
      },
    ],
  });
  return staysOf(journey).map((stay) => {
    const file = stayCalendar(stayWithPlan(journey, stay, null), {
      journeyId,
      language: 'es',
      city: 'X',
      now: aMoment,
    }).replaceAll('\r\n ', '');
    const entries = file.matchAll(/UID:(\S+)\r\n.*?SUMMARY:\S+ ([^\r]+)/gs);
    return new Map([...entries].map(([, uid = '', title = '']) => [title, uid]));
  });
};

describe('an entry of a calendar file', () => {
  it('stays itself when something of another kind is put before it', () => {
    const [before] = uids({});
    const transfers = [{ start: '2027-03-04T14:00', pickUp: 'Lobby' }];
    const [after] = uids({ transfers });
    expect(after?.size).toBe((before?.size ?? 0) + 1);
    for (const [title, uid] of before ?? [])
      expect([title, after?.get(title)]).toEqual([title, uid]);
    expect(new Set(after?.values()).size).toBe(after?.size);
  });

  it('is one for a flight that ends a stay and begins the next', () => {
    const [copenhagen, oslo] = uids({});
    const title = `Vuelo ${onward.flightNumber}`;
    expect(copenhagen?.get(title)).toContain(onward.id);
    expect(oslo?.get(title)).toBe(copenhagen?.get(title));
  });
});
