import fc from 'fast-check';
import { PlaceInput } from '#shared/domain/place.ts';
import { foreign, index } from './desk-steps.ts';
import { sorted } from './side.ts';
import { commandsOf, type StepCommand } from './step.ts';
import { pick, type World } from './world.ts';

const somePlace = fc
  .record({
    name: fc.constantFrom('Tivoli', 'TÍVOLI', 'Noma'),
    city: fc.constantFrom('Copenhagen', 'Århus'),
    rating: fc.constantFrom(null, 4.5),
    lat: fc.constantFrom(null, 55.67),
  })
  .map(({ lat, ...place }) => PlaceInput.parse({ ...place, lat, lng: lat && 12.57 }));

const addPlace = commandsOf({
  name: 'add place',
  parameters: fc.record({ agency: fc.nat(1), place: somePlace }),
  act: ({ subject }, world, p) =>
    subject.store.places.add(pick(world.agencies, p.agency).id, p.place),
  names: (side, answer, world) => {
    if (answer.kind === 'written') side.name(answer.place.id, `place ${world.places.length + 1}`);
  },
  learn: (world, answer, { agency }) => {
    if (answer.kind !== 'written') return;
    const name = `place ${world.places.length + 1}`;
    world.places.push({ name, agency: pick(world.agencies, agency) });
  },
});

const hasPlaces = (world: World) => world.places.length > 0;

const replacePlace = commandsOf({
  name: 'replace place',
  parameters: fc.record({ nth: index, place: somePlace, foreign }),
  isPossible: hasPlaces,
  act: (side, world, p) => {
    const { name, agency } = pick(world.places, p.nth);
    const owner = p.foreign ? world.otherThan(agency) : agency;
    return side.subject.store.places.replace(owner.id, side.id(name), p.place);
  },
});

const removePlace = commandsOf({
  name: 'remove place',
  parameters: fc.record({ nth: index, foreign }),
  isPossible: hasPlaces,
  act: (side, world, p) => {
    const { name, agency } = pick(world.places, p.nth);
    const owner = p.foreign ? world.otherThan(agency) : agency;
    return side.subject.store.places.remove(owner.id, side.id(name));
  },
});

const searchPlaces = commandsOf({
  name: 'search places',
  parameters: fc.record({ agency: fc.nat(1), city: fc.constantFrom('copenhagen', 'Oslo') }),
  act: ({ subject }, world, { agency, city }) =>
    subject.store.places.search({
      agencyId: pick(world.agencies, agency).id,
      cities: [city],
      near: { lat: 55.6, lng: 12.5 },
      text: '',
      embedding: null,
      limit: 10,
    }),
  compared: (side, places) => sorted(places.map((place) => side.read(place))),
});

/** What agencies do with their places. */
export const placeSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 2, arbitrary: addPlace },
  { weight: 1, arbitrary: replacePlace },
  { weight: 1, arbitrary: removePlace },
  { weight: 1, arbitrary: searchPlaces },
];
