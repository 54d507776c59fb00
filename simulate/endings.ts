import { day, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import type { FlightTimeline } from '#shared/testing/flight-timelines.ts';
import type { Faults } from './faults.ts';
import type { Input, PlannedTrip } from './inputs.ts';

/** When something happens around a trip: an input, or news of the flight. */
const momentOf = (
  faults: Faults,
  name: string,
  inputs: readonly Input[],
  flight: FlightTimeline,
): Instant => {
  const news = flight.flights.flat().map(({ from }) => from);
  const moments =
    faults.chance(`${name} amid news`) < 0.3
      ? news.filter((at) => at > flight.bookedAt)
      : inputs.map(({ at }) => at);
  return moments[faults.amount(`${name} at`, 0, moments.length - 1)] ?? flight.bookedAt;
};

/** The end of a contact, once asked for in vain while they travel; then all of before again. */
export const erasuresOf = (
  faults: Faults,
  trip: PlannedTrip,
  inputs: readonly Input[],
  sender: string,
): Input[] => {
  const { key, flight, phone } = trip;
  const name = `trip ${key}`;
  if (!faults.happens(`input: the contact of ${name} is erased`, 0.3)) return [];
  const withdraw = faults.chance(`${name} is withdrawn with it`) < 0.75;
  const moment = momentOf(faults, `${name} erased`, inputs, flight);
  // While a turn is under way, or its message.
  const at = plus(moment, faults.amount(`${name} erased`, 1, 150));
  const times = withdraw ? [at] : [at, plus(flight.departure, 4 * day)];
  const lastAt = times.at(-1) ?? at;
  const writes =
    phone !== null &&
    trip.role === 'traveller' &&
    faults.chance(`${name} writes as it is erased`) < 0.6;
  return [
    ...(writes
      ? [
          {
            ...{ at: moment, key: `${name} last word`, body: 'hola' },
            ...({ kind: 'write', phone, sender } as const),
          },
        ]
      : []),
    ...times.map(
      (time, n): Input => ({
        at: time,
        key: `${name} erased ${n + 1}`,
        kind: 'erase',
        trip,
        withdraw,
      }),
    ),
    {
      at: plus(lastAt, faults.amount(`${name} repeated after`, 1, 300) * minute),
      key: `${name} repeated`,
      kind: 'repeat',
      trip,
    },
  ];
};

/** Rotations of the keys, minutes before something happens: some processes know the old keys. */
export const rotationsOf = (
  faults: Faults,
  inputs: readonly Input[],
  flight: FlightTimeline,
): Input[] =>
  [1, 2].flatMap((n): Input[] =>
    faults.happens(`input: keys are rotated ${n}`, 0.3)
      ? [
          {
            at: plus(
              momentOf(faults, `rotation ${n}`, inputs, flight),
              -faults.amount(`rotation ${n}`, 0, 240) * second,
            ),
            key: `rotation ${n}`,
            kind: 'rotate keys',
          },
        ]
      : [],
  );
