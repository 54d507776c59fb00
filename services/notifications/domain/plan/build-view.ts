import { between, hour } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { absorb } from '../absorb.ts';
import { isAwakeAtNight, neverQuiet } from '../awake.ts';
import { type Baseline, baselineOf } from '../baseline.ts';
import { comparisonBaseline, departureNews, valueToRemember } from '../flight-assessment.ts';
import { withoutAbandoned } from '../ledger.ts';
import { toldLedger } from '../phone.ts';
import { readWithRecord } from '../ticket-time.ts';
import type { NotificationsTurn } from '../turn.ts';
import { settingsFor } from './audience.ts';
import { wayOn } from './connection.ts';
import type { View } from './view.ts';

const toldOf = ({
  context,
  settings,
  state,
  scheduled,
}: Pick<View, 'context' | 'settings' | 'state' | 'scheduled'>): Baseline => {
  const { trip } = context;
  const ledger = toldLedger(context, state);
  const { attempts } = settings.retry_limits;
  const told = baselineOf(ledger, state, trip, attempts);
  const heldLedger = withoutAbandoned(ledger, attempts);
  if (state.facts === null || heldLedger.length === ledger.length) return told;
  return comparisonBaseline(state.facts, baselineOf(heldLedger, state, trip, attempts), {
    told,
    scheduled,
    booked: trip.departure,
    preferences: settings.notification_preferences,
  });
};

/** Remembers gates and terminals that are no news, and since when an earlier departure was read. */
const withReadingRemembered = (view: View): View => {
  const { context, state, told, now, settings, scheduled } = view;
  const { facts } = state;
  if (facts?.phase !== 'scheduled') return { ...view, state: { ...state, earlierSince: null } };
  const leftMs = between(now, facts.departure);
  const preferences = settings.notification_preferences;
  const gate = valueToRemember(
    told.gate,
    facts.gate,
    leftMs <= preferences.gate_alert_hours * hour && facts.gate !== told.announced.gate,
  );
  const terminal = valueToRemember(
    told.terminal,
    facts.terminal,
    leftMs <= preferences.terminal_alert_hours * hour && facts.terminal !== told.announced.terminal,
  );
  const news = departureNews({
    told,
    departure: facts.departure,
    scheduled,
    booked: context.trip.departure,
    preferences,
  });
  const isEarlier = news !== null && news.type !== 'delayed';
  return {
    ...view,
    state: {
      ...state,
      rememberedGate: gate === null ? state.rememberedGate : { value: gate, at: now },
      rememberedTerminal:
        terminal === null ? state.rememberedTerminal : { value: terminal, at: now },
      earlierSince: isEarlier ? (state.earlierSince ?? facts.observedAt) : null,
    },
    told: { ...told, gate: gate ?? told.gate, terminal: terminal ?? told.terminal },
  };
};

/** Remembers that a connection told to be at risk was found possible, of which nothing is said. */
const withConnectionRemembered = (view: View): View => {
  const { state, told, now } = view;
  const { connectionFineSince: since } = state;
  if (
    told.connection === null ||
    told.connection.status === 'missed' ||
    (since !== null && since > told.connection.at) ||
    wayOn(view)?.reading.status !== 'possible'
  )
    return view;
  return { ...view, state: { ...state, connectionFineSince: now } };
};

/** What a turn looks at, with its event taken into the state. */
export const buildView = (turn: NotificationsTurn, loaded: TripContext): View => {
  const state = absorb(turn, loaded);
  const { context, heldBooking } = readWithRecord(loaded, state);
  const { trip } = context;
  const settings = settingsFor(trip.role, effectiveSettings(loaded.settings));
  const isAwake = isAwakeAtNight(context, settings.quiet_hours, turn.now);
  const known = {
    context,
    ticketZone: loaded.trip.originZone,
    settings: isAwake ? { ...settings, quiet_hours: neverQuiet } : settings,
    isAwakeAtNight: isAwake,
    state,
    scheduled: trip.scheduledDeparture ?? state.facts?.scheduledDeparture ?? trip.departure,
  };
  return withConnectionRemembered(
    withReadingRemembered({
      ...known,
      told: toldOf({ ...known, state: { ...state, heldBooking } }),
      now: turn.now,
    }),
  );
};
