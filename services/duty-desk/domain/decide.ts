import { earliest, type Instant } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { TimerCommand } from '#shared/ports/turn-commands.ts';
import type { DutyContext } from '#shared/ports/turn-contexts.ts';
import { friendlyName } from '#shared/templates/catalogue.ts';
import type { Usable } from '#shared/templates/compose.ts';
import { alertsOf } from './alerts.ts';
import { answer } from './answer.ts';
import { digest, nextDigest } from './digest.ts';
import type { Alert } from './state.ts';
import {
  type DutyDecision,
  type DutyTurn,
  type Gathered,
  nothing,
  type Part,
  silence,
  together,
} from './turn.ts';

type Alerts = Readonly<Record<string, Alert>>;

/** Alerts with what became of a notice; one of an alert that began anew since says nothing. */
const afterNotice = (
  alerts: Alerts,
  { incidentId, memberId, since }: EventOf<'StaffNoticeRequested'>['data'],
  isNoticed: boolean,
): Alerts => {
  const alert = alerts[incidentId ?? ''];
  if (incidentId === null || alert?.since !== since) return alerts;
  return {
    ...alerts,
    [incidentId]: {
      ...alert,
      asked: alert.asked.map((one) => (one.memberId === memberId ? { ...one, isNoticed } : one)),
    },
  };
};

/** Incidents whose departure has come so near that they are urgent, and when the next one's will. */
const turning = (
  { incidents }: DutyContext,
  now: Instant,
): { readonly part: Part; readonly urgentAt: Instant | null } => {
  const normal = incidents.filter(({ severity }) => severity === 'normal');
  return {
    part: {
      ...nothing,
      records: normal
        .filter(({ urgentFrom }) => urgentFrom !== null && urgentFrom <= now)
        .map(({ id }) => ({ kind: 'incident_urgent', incidentId: id })),
    },
    urgentAt: earliest(
      ...normal.map(({ urgentFrom }) =>
        urgentFrom !== null && urgentFrom > now ? urgentFrom : null,
      ),
    ),
  };
};

/** Why nobody is told of an incident that has just begun. */
const silenceOf = (event: DutyTurn['event']): Part =>
  event.type === 'IncidentOpened' && event.data.severity === 'normal'
    ? {
        ...nothing,
        reasons: [
          silence('held', 'duty_alert', 'waits_for_digest', { incidentId: event.data.incidentId }),
        ],
      }
    : nothing;

/** The part of what a turn comes to that is about its event alone. */
const ofEvent = ({ event, state, now }: DutyTurn, duty: DutyContext, isUsable: Usable): Part => {
  switch (event.type) {
    case 'StaffAnswered':
      return answer(event, state, duty, now);
    case 'DigestDue':
      return digest(duty, event.data.due, now, isUsable);
    default:
      return silenceOf(event);
  }
};

/** A digest that is due has its own turn: its timer is left alone until then. */
const digestAtOf = ({ event, state, now }: DutyTurn, duty: DutyContext): Instant | null =>
  event.type !== 'DigestDue' && state.digestAt !== null && state.digestAt <= now
    ? state.digestAt
    : nextDigest(duty, now);

/**
 * Who at an agency is told of what now. Whatever woke the desk, all incidents are looked at again,
 * so the order and the repetition of events change nothing.
 */
export const decide = (turn: DutyTurn, gathered: Gathered): DutyDecision => {
  const { state, event, duty, now } = turn;
  if (!duty) return { state };
  const unusable = gathered.kind === 'templates' ? gathered.unusable : [];
  const isUsable: Usable = (template, locale) => !unusable.includes(friendlyName(template, locale));
  const before =
    event.type === 'StaffNoticeRequested' && gathered.kind === 'noticed'
      ? afterNotice(state.alerts, event.data, gathered.isNoticed)
      : state.alerts;
  const { alerts, askAt, part } = alertsOf(before, {
    duty,
    now,
    isUsable,
    mayCall: gathered.mayCall,
    isReplanned: event.type === 'DutyPlanChanged',
  });
  const { urgentAt, part: turned } = turning(duty, now);
  const digestAt = digestAtOf(turn, duty);
  const timer = (
    kind: 'AlertUnanswered' | 'IncidentTurnsUrgent' | 'DigestDue',
    isSet: boolean,
    due: Instant | null,
  ): readonly TimerCommand<typeof kind>[] => (isSet ? [] : [{ kind, due }]);
  return {
    state: { alerts, askAt, urgentAt, digestAt },
    timers: [
      ...timer('AlertUnanswered', askAt === state.askAt && event.type !== 'AlertUnanswered', askAt),
      ...timer(
        'IncidentTurnsUrgent',
        urgentAt === state.urgentAt && event.type !== 'IncidentTurnsUrgent',
        urgentAt,
      ),
      ...timer('DigestDue', digestAt === state.digestAt && event.type !== 'DigestDue', digestAt),
    ],
    ...together(ofEvent(turn, duty, isUsable), turned, part),
  };
};
