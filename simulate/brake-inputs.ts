import { hour, minute, plus } from '#shared/domain/instant.ts';
import type { Brake } from '#shared/domain/sending.ts';
import type { Faults } from './faults.ts';
import type { Input, PlannedTrip } from './inputs.ts';

/** The phone of the staff that gets what is sent in a test. */
export const staffPhone = '+5491155550199';

/** A brake as it was set, at a true instant. */
export interface ObservedBrake {
  /** Null: the operator's. */
  readonly agencyId: string | null;
  readonly brake: Brake;
  readonly setAtMs: number;
}

const states = ['paused', 'paused', 'paused', 'shadow', 'test'] as const;
const scopes = ['agency', 'journey', 'contact', 'type', 'platform'] as const;
const brakedTypes = ['delayed', 'boarding', 'reservation_confirmation', 'cancelled'] as const;

/** Brakes amid a trip, lifted by somebody or by themselves, at times two at once. */
export const brakesOf = (faults: Faults, trip: PlannedTrip): Input[] => {
  const name = `trip ${trip.key}`;
  if (!faults.happens(`input: sending is braked amid ${name}`, 0.25)) return [];
  const spanMs = Date.parse(trip.flight.departure) + 4 * hour - Date.parse(trip.bookedAt);
  const one = (nth: number): Input[] => {
    const of = `${name} brake ${nth}`;
    const from = plus(trip.bookedAt, Math.round(faults.chance(`${of} from`) * spanMs));
    const lasts = faults.amount(`${of} lasts`, 5, 600) * minute;
    const endsItself = faults.chance(`${of} ends itself`) < 0.4;
    const scope = scopes[faults.amount(`${of} scope`, 0, scopes.length - 1)] ?? 'agency';
    const drawn = states[faults.amount(`${of} state`, 0, states.length - 1)] ?? 'paused';
    const state = scope === 'platform' ? 'paused' : drawn;
    const type = brakedTypes[faults.amount(`${of} type`, 0, brakedTypes.length - 1)] ?? 'delayed';
    const input = { kind: 'brake', trip, scope, type } as const;
    return [
      {
        ...{ ...input, at: from, key: `${of} set`, state },
        until: endsItself ? plus(from, lasts) : null,
      },
      ...(endsItself
        ? []
        : [
            {
              ...input,
              at: plus(from, lasts),
              key: `${of} lifted`,
              state: 'live',
              until: null,
            } as const,
          ]),
    ];
  };
  return [...one(1), ...(faults.chance(`${name} two brakes`) < 0.3 ? one(2) : [])];
};
