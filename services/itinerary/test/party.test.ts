import type { Trip } from '#shared/domain/trip.ts';
import { aMoment, aTrip } from '#shared/testing/builders.ts';
import { partyOf, suitable } from '../domain/party.ts';
import { aPlace } from './builders.ts';

describe('who travels', () => {
  const party = (
    over: Partial<Trip>,
    kinds: readonly ('adult' | 'child' | 'infant')[] = ['adult'],
  ) =>
    partyOf([
      aTrip({
        ...over,
        passengers: kinds.map((kind, n) => ({
          id: `00000000-0000-4000-8000-00000000000${n}`,
          name: `Passenger ${n}`,
          callName: '',
          kind,
          reference: null,
          joinedAt: aMoment,
        })),
      }),
    ]);
  const meals = [
    aPlace({ name: 'Parrilla Don Julio', type: 'restaurant' }),
    aPlace({ name: 'Verde', type: 'restaurant', tags: ['vegetariano', 'vegano'] }),
    aPlace({ name: 'Wine bar', type: 'restaurant', tags: ['adults only'] }),
  ];
  const names = (over: Partial<Trip>, kinds?: readonly ('adult' | 'child' | 'infant')[]) =>
    suitable(meals, party(over, kinds)).map(({ name }) => name);

  it('is counted by kind, each passenger once', () => {
    expect(party({}, ['adult', 'adult', 'child', 'infant'])).toMatchObject({
      adults: 2,
      children: 1,
      infants: 1,
    });
  });

  it('has diets, by the description and by what the agency noted of the trip', () => {
    expect(party({ clientDescription: 'Es celíaca y vegetariana' }).diets).toEqual([
      'vegetarian',
      'gluten_free',
    ]);
    expect(party({ metadata: { dieta: ['vegana'], note: 'kosher' } }).diets).toEqual(['vegan']);
  });

  it('eats where its diet is cooked, and not where there is nothing for it', () => {
    expect(names({})).toEqual(['Parrilla Don Julio', 'Verde', 'Wine bar']);
    expect(names({ clientDescription: 'vegetarian' })).toEqual(['Verde', 'Wine bar']);
  });

  it('is not sent with children where only adults are let in', () => {
    expect(names({}, ['adult', 'child'])).toEqual(['Parrilla Don Julio', 'Verde']);
  });
});
