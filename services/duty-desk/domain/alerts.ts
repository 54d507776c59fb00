import { effectKey } from '#shared/domain/effect-key.ts';
import { peopleStep, severityAt } from '#shared/domain/incident.ts';
import { earliest, type Instant, latest, minute, plus, second } from '#shared/domain/instant.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { EffectCommand, Reason } from '#shared/ports/turn-commands.ts';
import type { DutyContext, DutyIncident } from '#shared/ports/turn-contexts.ts';
import { compose, type Usable } from '#shared/templates/compose.ts';
import { callsAt, ladderAt, nextToAsk, whyNoMessage } from './ladder.ts';
import type { Alert, Asked } from './state.ts';
import { nothing, type Part, reason, silence, together } from './turn.ts';
import { incidentIn, languageFor, readerOf, spokenAlert } from './words.ts';

/** Whoever does not answer for so long is not the only one who is asked (DESK §3). */
const answerWithin = 5 * minute;
/** Others on a flight follow within seconds: the alert says how many they are. */
const gathersFor = 30 * second;
/** Later the alert has gone to the next person. */
const alertLife = 10 * minute;

/** What an incident comes to: its alert, when it is to be looked at again, and what is to be done. */
interface Asking {
  readonly alert: Alert | null;
  readonly wakeAt: Instant | null;
  readonly part: Part;
}

/** The desk at a moment. */
interface Moment {
  readonly duty: DutyContext;
  readonly now: Instant;
  readonly isUsable: Usable;
  /** Whether the agency has a number to call from. */
  readonly mayCall: boolean;
  /** Who is on duty, or how they are reached, has changed: whoever could not be is tried again. */
  readonly isReplanned: boolean;
}

/** Whether somebody is to be asked to take it, now. */
const isWaiting = (incident: DutyIncident, now: Instant): boolean =>
  incident.state === 'open' && severityAt(incident, now) === 'urgent';

/** From when on somebody is asked: not while it sleeps, nor while its people are still counted. */
const askedFrom = ({ kind, openedAt, snoozedUntil, alert }: DutyIncident): Instant =>
  latest(
    (kind === 'flight' || kind === 'journey') && alert === null
      ? plus(openedAt, gathersFor)
      : openedAt,
    snoozedUntil,
  ) ?? openedAt;

/** Whether nothing reaches them: no message, no mail and no notice. */
const isOutOfReach = ({ message, isNoticed }: Asked, { messages }: DutyContext): boolean => {
  const status = messages.find(({ key }) => key === message)?.status;
  return (message === null || status === 'FAILED' || status === 'DROPPED') && isNoticed === false;
};

const messageTo = (
  member: StaffMember,
  phone: string,
  incident: DutyIncident,
  alert: Pick<Alert, 'since' | 'number'>,
  { duty, now, isUsable }: Moment,
): EffectCommand => ({
  key: effectKey(incident.id, 'duty_alert', 1, `${alert.since}:${member.id}`),
  tripId: null,
  type: 'duty_alert',
  episode: 1,
  from: duty.agency.sender,
  to: phone,
  content: compose(
    readerOf(member, duty),
    {
      type: 'duty_alert',
      news: incidentIn(incident, duty, languageFor(member, duty)),
      answer: String(alert.number),
    },
    isUsable,
  ).content,
  told: {},
  critical: true,
  dueAt: now,
  expiresAt: plus(now, alertLife),
  evenIfOptedOut: false,
});

/** Asks some members to take an incident, by each way that there is to them. */
const ask = (
  incident: DutyIncident,
  before: Alert,
  members: readonly StaffMember[],
  moment: Moment,
): Asking => {
  const { duty, now } = moment;
  const { since } = before;
  const effects = members.flatMap((member) =>
    member.phone === null || whyNoMessage(member) !== null
      ? []
      : [{ member, effect: messageTo(member, member.phone, incident, before, moment) }],
  );
  const keyOf = (member: StaffMember): string | null =>
    effects.find((one) => one.member === member)?.effect.key ?? null;
  const alert: Alert = {
    ...before,
    people: incident.people,
    outcome: 'asked',
    asked: [
      ...before.asked,
      ...members.map((member) => ({
        memberId: member.id,
        at: now,
        message: keyOf(member),
        isNoticed: null,
      })),
    ],
  };
  return {
    alert,
    wakeAt: plus(now, answerWithin),
    part: {
      effects: effects.map(({ effect }) => effect),
      events: members.map((member) => ({
        type: 'StaffNoticeRequested',
        agencyId: duty.agency.id,
        tripId: null,
        data: { memberId: member.id, since, incidentId: incident.id, day: null },
      })),
      records: [
        {
          kind: 'duty_alert',
          incidentId: incident.id,
          alert: 'asked',
          number: alert.number,
          asked: members.map((member) => {
            const key = keyOf(member);
            return { memberId: member.id, key, phone: key === null ? null : member.phone };
          }),
        },
      ],
      reasons: members.map((member): Reason => {
        const why = whyNoMessage(member);
        const detail = { incidentId: incident.id, memberId: member.id, asked: alert.asked.length };
        return why === null
          ? reason('sent', 'duty_alert', 'urgent', detail)
          : silence('suppressed', 'duty_alert', why, detail);
      }),
    },
  };
};

const callTo = (
  member: StaffMember,
  phone: string,
  incident: DutyIncident,
  { since }: Pick<Alert, 'since'>,
  { duty, now }: Moment,
): EffectCommand => ({
  key: effectKey(incident.id, 'duty_call', 1, `${since}:${member.id}`),
  tripId: null,
  type: 'duty_call',
  episode: 1,
  from: duty.agency.sender,
  to: phone,
  content: { kind: 'call', ...spokenAlert(incident, duty, member) },
  told: {},
  critical: true,
  dueAt: now,
  expiresAt: plus(now, answerWithin),
  evenIfOptedOut: false,
});

/** Calls some members, who did not answer in writing. */
const call = (
  incident: DutyIncident,
  before: Alert,
  members: readonly StaffMember[],
  moment: Moment,
): Asking => {
  const { now } = moment;
  const calls = members.flatMap(({ phone, ...member }) =>
    phone === null
      ? []
      : [
          {
            memberId: member.id,
            effect: callTo({ ...member, phone }, phone, incident, before, moment),
          },
        ],
  );
  const called = calls.map(({ memberId, effect }) => ({
    memberId,
    at: now,
    message: effect.key,
    isNoticed: false,
  }));
  return {
    alert: { ...before, called: [...before.called, ...called] },
    wakeAt: plus(now, answerWithin),
    part: {
      ...nothing,
      effects: calls.map(({ effect }) => effect),
      records: [
        {
          kind: 'duty_calls',
          incidentId: incident.id,
          calls: calls.map(({ memberId, effect }) => ({ memberId, key: effect.key })),
        },
      ],
      reasons: calls.map(({ memberId }) =>
        reason('sent', 'duty_call', 'unanswered', { incidentId: incident.id, memberId }),
      ),
    },
  };
};

/** Everybody was asked, or there is nobody: the incident says so, where it is seen. */
const giveUp = (incident: DutyIncident, before: Alert, { duty }: Moment): Asking => {
  const outcome = [...before.asked, ...before.called].every((one) => isOutOfReach(one, duty))
    ? 'unreachable'
    : 'unanswered';
  if (before.outcome === outcome) return { alert: before, wakeAt: null, part: nothing };
  return {
    alert: { ...before, outcome },
    wakeAt: null,
    part: {
      ...nothing,
      records: [
        {
          kind: 'duty_alert',
          incidentId: incident.id,
          alert: outcome,
          number: before.number,
          asked: [],
        },
      ],
      reasons: [
        reason('noted', 'duty_alert', outcome, {
          incidentId: incident.id,
          asked: before.asked.length,
        }),
      ],
    },
  };
};

const idsOf = (asked: readonly Asked[]): ReadonlySet<string> =>
  new Set(asked.map(({ memberId }) => memberId));

/** Goes on with an alert: to the next person, once who was asked last has had their time. */
const goOn = (incident: DutyIncident, alert: Alert, moment: Moment): Asking => {
  const { duty, now, mayCall } = moment;
  const tried = [...alert.asked, ...alert.called];
  const lastAt = latest(...tried.map(({ at }) => at));
  const last = tried.filter(({ at }) => at === lastAt);
  const isAnswerable = last.some((one) => !isOutOfReach(one, duty));
  const until = lastAt && plus(lastAt, answerWithin);
  if (alert.outcome === 'asked' && isAnswerable && until !== null && now < until)
    return { alert, wakeAt: until, part: nothing };
  if (alert.outcome !== 'asked') return giveUp(incident, alert, moment);
  const next = nextToAsk(ladderAt(duty, now), idsOf(alert.asked));
  if (next.length > 0) return ask(incident, alert, next, moment);
  const toCall = mayCall ? nextToAsk(callsAt(duty, now), idsOf(alert.called)) : [];
  return toCall.length > 0
    ? call(incident, alert, toCall, moment)
    : giveUp(incident, alert, moment);
};

const begin = (incident: DutyIncident, number: number, moment: Moment): Asking => {
  const { duty, now } = moment;
  const alert: Alert = {
    since: now,
    number,
    people: incident.people,
    outcome: 'asked',
    asked: [],
    called: [],
  };
  const first = nextToAsk(ladderAt(duty, now), new Set());
  return first.length > 0
    ? ask(incident, alert, first, moment)
    : giveUp(incident, { ...alert, outcome: 'asked' }, moment);
};

/** Whether an alert to which nobody answered begins anew. */
const beginsAnew = (
  { outcome, people }: Alert,
  incident: DutyIncident,
  { isReplanned }: Moment,
): boolean =>
  outcome !== 'asked' && (isReplanned || peopleStep(incident.people) > peopleStep(people));

const lookAt = (
  incident: DutyIncident,
  alert: Alert | undefined,
  number: number,
  moment: Moment,
): Asking => {
  const { now } = moment;
  if (!isWaiting(incident, now)) return { alert: null, wakeAt: null, part: nothing };
  const from = askedFrom(incident);
  if (now < from) return { alert: alert ?? null, wakeAt: from, part: nothing };
  if (alert === undefined) return begin(incident, number, moment);
  return beginsAnew(alert, incident, moment)
    ? begin(incident, alert.number, moment)
    : goOn(incident, alert, moment);
};

/** The smallest number that no other alert is answered by. */
const freeNumber = (taken: ReadonlySet<number>): number => {
  for (let number = 1; ; number += 1) if (!taken.has(number)) return number;
};

/** What all alerts of an agency come to. */
export interface Alerts {
  readonly alerts: Readonly<Record<string, Alert>>;
  /** When somebody is to be asked next, if nothing happens; null: nobody. */
  readonly askAt: Instant | null;
  readonly part: Part;
}

/**
 * Asks for each incident that is urgent and that nobody has: who is on duty, after five minutes the
 * next, then the owners; where nobody answers they are called. Whatever woke the desk, the whole is decided again. An incident that
 * somebody has, or that is over, has no alert any more, and its number is free.
 */
export const alertsOf = (before: Readonly<Record<string, Alert>>, moment: Moment): Alerts => {
  const { duty, now } = moment;
  const kept = duty.incidents.flatMap((incident) => {
    const alert = before[incident.id];
    return alert && isWaiting(incident, now) ? [alert.number] : [];
  });
  const taken = new Set(kept);
  const asking = duty.incidents.map((incident) => {
    const number = before[incident.id]?.number ?? freeNumber(taken);
    const looked = lookAt(incident, before[incident.id], number, moment);
    if (looked.alert) taken.add(number);
    return { id: incident.id, ...looked };
  });
  return {
    alerts: Object.fromEntries(asking.flatMap(({ id, alert }) => (alert ? [[id, alert]] : []))),
    askAt: earliest(...asking.map(({ wakeAt }) => wakeAt)),
    part: together(...asking.map(({ part }) => part)),
  };
};
