import { afterLook, tellCancelled } from '../domain/interpret.ts';
import { type LiveFlight, TrackerState, unknownFlight } from '../domain/state.ts';
import { aRecord, at, booked } from './records.ts';

const live = (): LiveFlight => {
  const state = afterLook(unknownFlight, [aRecord()], at(-300), booked);
  if (state?.kind !== 'live') throw new Error('the flight was not matched');
  return state;
};
const doubt = {
  kind: 'cancellation-pushed',
  since: at(-200),
  failedLooks: 0,
  confirmAt: null,
} as const;
const isPossible = (state: object): boolean => TrackerState.safeParse(state).success;

describe('what is known of a flight', () => {
  it('is kept as it is', () => {
    for (const state of [
      unknownFlight,
      live(),
      { ...live(), doubt },
      tellCancelled(live(), at(-200), 'look'),
    ])
      expect(TrackerState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it('is not in doubt once it is known to be cancelled', () => {
    expect(isPossible({ ...tellCancelled(live(), at(-200), 'look'), doubt })).toBe(false);
  });

  it('is not cancelled while it is live, nor live while it is cancelled', () => {
    const { facts } = live();
    const cancelled = tellCancelled(live(), at(-200), 'look');
    expect(isPossible({ ...live(), facts: { ...facts, phase: 'cancelled' } })).toBe(false);
    expect(isPossible({ ...cancelled, facts: { ...facts, phase: 'departed' } })).toBe(false);
  });

  it('holds nothing that only a record can say while there is none', () => {
    const { facts, times } = live();
    expect(isPossible({ ...unknownFlight, facts })).toBe(false);
    expect(isPossible({ ...unknownFlight, doubt })).toBe(false);
    expect(TrackerState.parse({ ...unknownFlight, times, alertId: 'a' })).toEqual(unknownFlight);
  });
});
