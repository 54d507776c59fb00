import type { Agent } from '#shared/actor/agent.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { DutyRoster } from '#shared/domain/duty-roster.ts';
import { peopleStep, severityAt } from '#shared/domain/incident.ts';
import { between, hour, type Instant, instant, second } from '#shared/domain/instant.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { RunEvidence, SendEvidence } from './evidence.ts';
import type { Faults } from './faults.ts';
import type { Input } from './inputs.ts';
import type { AcceptedMessage } from './provider.ts';
import type { Safeguard } from './safeguards.ts';

const memberId = (agencyId: string, n: number): string =>
  `${agencyId.slice(0, -3)}${n}0${agencyId.slice(-1)}`;

/** The people of an agency: two on duty by day, an owner at night; their phones lie sealed. */
export const staffOf = async (
  agencyId: string,
  sealing: Sealing,
  since: Instant,
): Promise<{ readonly members: readonly StaffMember[]; readonly roster: DutyRoster }> => {
  const sealer = await sealing.of(agencyId);
  const seal = (text: string): string => String(sealer.seal(text, 'number'));
  const members = (['duty', 'agent', 'owner'] as const).map(
    (role, n): StaffMember => ({
      id: memberId(agencyId, n + 1),
      name: `Qorvath staff ${n}`,
      email: `plomizando${n}@agency.example`,
      role,
      phone: seal(`+54911555501${agencyId.slice(-1)}${n + 1}`),
      consentedAt: since,
      languages: ['es'],
    }),
  );
  const day = [
    { from: '07:00', to: '22:00', first: memberId(agencyId, 1), second: memberId(agencyId, 2) },
  ];
  return {
    members,
    roster: DutyRoster.parse({
      ...{ monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
      ...{ saturday: day, sunday: day },
    }),
  };
};

const askingOf = (
  { memory }: SendEvidence,
  { effectId }: AcceptedMessage,
  type: 'duty_alert' | 'duty_call',
) => {
  const row = memory.inspect.effects().find(({ id }) => id === effectId);
  if (row?.type !== type) return null;
  const [incidentId = '', , , ...content] = row.key.split(':');
  return { incidentId, since: content.slice(0, -1).join(':'), memberId: content.at(-1) ?? '' };
};
const alertOf = (evidence: SendEvidence, message: AcceptedMessage) =>
  askingOf(evidence, message, 'duty_alert');

/** What somebody answers who was asked, if they are awake; null: nothing. */
export const answerTo = (
  message: AcceptedMessage,
  evidence: SendEvidence,
  faults: Faults,
): Input | null => {
  if (askingOf(evidence, message, 'duty_call')) {
    const key = `input: who is called presses 1 in ${message.providerId}`;
    if (!faults.happens(key, 0.5)) return null;
    const at = instant(message.atMs + faults.amount(key, 5, 60) * second);
    return { kind: 'press', at, key, callId: message.effectId };
  }
  if (!alertOf(evidence, message)) return null;
  const count = evidence.watch.counts.get('asked on duty') ?? 0;
  evidence.watch.count('asked on duty');
  const key = `input: who is on duty answers ${count}`;
  if (!faults.happens(key, 0.5)) return null;
  evidence.watch.count('answered on duty');
  return {
    kind: 'write',
    at: instant(message.atMs + faults.amount(key, 5, 900) * second),
    key,
    phone: message.to,
    sender: message.from,
    body: '1',
  };
};

/** How often each incident was said to need somebody, by its id. */
export const createCries = () => {
  const seen = new Set<string>();
  const cries = new Map<string, number>();
  return {
    cries,
    note: (events: readonly AnyEvent[]): void => {
      for (const event of events) {
        if (event.type !== 'IncidentOpened' && event.type !== 'IncidentWorsened') continue;
        if (seen.has(event.id)) continue;
        seen.add(event.id);
        const { incidentId } = event.data;
        cries.set(incidentId, (cries.get(incidentId) ?? 0) + 1);
      }
    },
  };
};

/** An incident is alerted as often as it became urgent or much worse, never for a passenger. */
export const oneAlertAnIncident = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const alert = alertOf(evidence, message);
  if (!alert) return;
  const { incidentId } = alert;
  const begun = new Set(
    [message, ...evidence.accepted].flatMap((one) => {
      const other = alertOf(evidence, one);
      return other?.incidentId === incidentId ? [other.since] : [];
    }),
  );
  const incident = evidence.memory.inspect.incidents().find(({ id }) => id === incidentId);
  const most = (evidence.cries.get(incidentId) ?? 0) + peopleStep(incident?.people ?? 0);
  if (begun.size > most)
    evidence.watch.violate(
      'one alert an incident',
      `${begun.size} alerts, and it called for ${most}`,
    );
};

/** Whoever is called was asked in writing before, in the same alert. */
export const calledAfterWriting = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const call = askingOf(evidence, message, 'duty_call');
  if (!call) return;
  const { memory, watch } = evidence;
  watch.count('called on duty');
  const isAsked = memory.inspect
    .decisions()
    .some(
      ({ subject, at, detail }) =>
        subject === 'duty_alert' &&
        detail['incidentId'] === call.incidentId &&
        detail['memberId'] === call.memberId &&
        at >= call.since,
    );
  if (!isAsked)
    watch.violate(
      'nobody is called who was not asked in writing',
      `the alert since ${call.since} asked others`,
    );
};

/** However late its timers and queues are: the longest that one of them may be, and then some. */
const askedOnWithinMs = 12 * hour;

/** Who was asked last did not answer for minutes, not for half a day, before that was said. */
const escalatedInTime = ({ memory, watch }: RunEvidence): void => {
  const ofAlerts = memory.inspect.decisions().filter(({ subject }) => subject === 'duty_alert');
  for (const { rule, at, detail } of ofAlerts) {
    if (rule !== 'unanswered') continue;
    const asked = ofAlerts.findLast(
      (other) =>
        other.rule === 'urgent' &&
        other.detail['incidentId'] === detail['incidentId'] &&
        other.at <= at,
    );
    if (asked && between(asked.at, at) > askedOnWithinMs)
      watch.violate(
        'an urgent incident is acknowledged or escalated',
        `asked at ${asked.at}, and nothing followed until ${at}`,
      );
  }
};

/** Whoever nobody has was asked for until there was nobody left to ask. */
export const acknowledgedOrEscalated = (evidence: RunEvidence): void => {
  const { memory, world, watch } = evidence;
  escalatedInTime(evidence);
  for (const incident of memory.inspect.incidents()) {
    if (incident.state !== 'open' || severityAt(incident, world.end) !== 'urgent') continue;
    if (incident.alert !== 'unanswered' && incident.alert !== 'unreachable')
      watch.violate(
        'an urgent incident is acknowledged or escalated',
        `${incident.kinds.join()} since ${incident.openedAt}: ${incident.alert ?? 'untold'}`,
      );
    else watch.count('an incident that nobody took');
  }
};

/** The desk without one of its safeguards; null, or a safeguard elsewhere: the desk itself. */
export const weakenedDesk = <S extends { readonly alerts: object }, G>(
  desk: Agent<'duty-desk', S, G>,
  safeguard: Safeguard | null,
): Agent<'duty-desk', S, G> => {
  switch (safeguard) {
    case 'the wait for an answer':
      return {
        ...desk,
        decide: (turn, gathered) => {
          const { timers = [], ...decision } = desk.decide(turn, gathered);
          return { ...decision, timers: timers.filter(({ kind }) => kind !== 'AlertUnanswered') };
        },
      };
    case 'the memory of who was asked':
      return {
        ...desk,
        decide: (turn, gathered) =>
          desk.decide({ ...turn, state: { ...turn.state, alerts: {} } }, gathered),
      };
    default:
      return desk;
  }
};
