import { effectiveSettings } from '#shared/domain/settings.ts';
import { followersOf } from './audience.ts';
import type { Gathered } from './gathered.ts';
import { isWatched, type TrackerState } from './state.ts';
import type { TrackerDecision, TrackerTurn } from './turn.ts';

/** An alert that was refused is asked for again at later turns, but not for ever. */
const mostRefusals = 3;

/** The state with what a step has done to the alert. */
export const afterStep = (state: TrackerState, gathered: Gathered): TrackerState => {
  if (state.kind === 'unmatched') return state;
  const { alert } = state;
  if (gathered.kind === 'alert-created' && alert.kind === 'requested')
    return {
      ...state,
      alert:
        gathered.id === null
          ? { kind: 'none', refusals: alert.refusals + 1 }
          : { kind: 'created', id: gathered.id },
    };
  if (gathered.kind === 'alert-removed' && alert.kind === 'removing')
    return { ...state, alert: { kind: 'none', refusals: 0 } };
  return state;
};

/** Whether pushes about the flight are worth their price. */
const isWanted = (turn: TrackerTurn, state: TrackerState): boolean =>
  state.kind === 'live' &&
  isWatched(state) &&
  (state.facts.phase === 'scheduled' || state.facts.phase === 'departed') &&
  followersOf(turn).some(
    (f) => effectiveSettings(turn.flight?.agencies[f.agencyId] ?? {}).feature_flags.flight_alerts,
  );

const canBeAskedFor = (gathered: Gathered): boolean => {
  switch (gathered.kind) {
    case 'read':
      return gathered.offersAlerts && gathered.look?.kind !== 'circuit-open';
    case 'alert-created':
      return false;
    case 'alert-removed':
      return true;
  }
};

/**
 * Asks for an alert, or for its removal, where the state that a turn has come to wants the other.
 * One step at a time: a request that finds the alert which is being removed would lose it.
 */
export const withAlert = (
  turn: TrackerTurn,
  state: TrackerState,
  gathered: Gathered,
): Required<Pick<TrackerDecision, 'state' | 'events'>> => {
  const nothing = { state, events: [] };
  if (state.kind === 'unmatched') return nothing;
  const { alert } = state;
  const about = { agencyId: null, tripId: null };
  const flightKey = turn.actorId;
  if (alert.kind === 'created' && (!isWatched(state) || followersOf(turn).length === 0))
    return {
      state: { ...state, alert: { kind: 'removing' } },
      events: [
        {
          ...about,
          type: 'FlightAlertRemovalRequested',
          data: { flightKey, alertId: alert.id },
        },
      ],
    };
  if (
    alert.kind === 'none' &&
    alert.refusals < mostRefusals &&
    canBeAskedFor(gathered) &&
    isWanted(turn, state)
  )
    return {
      state: { ...state, alert: { kind: 'requested', refusals: alert.refusals } },
      events: [{ ...about, type: 'FlightAlertRequested', data: { flightKey } }],
    };
  return nothing;
};
