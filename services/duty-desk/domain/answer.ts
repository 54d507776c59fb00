import { effectKey } from '#shared/domain/effect-key.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { DutyContext } from '#shared/ports/turn-contexts.ts';
import type { DutyState } from './state.ts';
import type { DutyTurn, Part } from './turn.ts';
import { nothing, reason } from './turn.ts';
import { answerTo } from './words.ts';

/** Who has just written waits for the answer; later it helps nobody. */
const answerLife = 10 * minute;

/** Tells who answered an alert what came of it: it is theirs, somebody else's, or over. */
export const answer = (
  event: EventOf<'StaffAnswered'>,
  state: DutyState,
  duty: DutyContext,
  now: DutyTurn['now'],
): Part => {
  const { incidentId, memberId, outcome } = event.data;
  const member = duty.members.find(({ id }) => id === memberId);
  if (!member?.phone) return nothing;
  const incident = duty.incidents.find(({ id }) => id === incidentId) ?? null;
  const number = state.alerts[incidentId]?.number ?? null;
  return {
    ...nothing,
    effects: [
      {
        key: effectKey(incidentId, 'duty_answer', 1, event.id),
        tripId: null,
        type: 'duty_answer',
        episode: 1,
        from: duty.agency.sender,
        to: member.phone,
        content: { kind: 'text', text: answerTo(outcome, incident, number, duty, member) },
        told: {},
        critical: false,
        dueAt: now,
        expiresAt: plus(now, answerLife),
        evenIfOptedOut: false,
      },
    ],
    reasons: [reason('sent', 'duty_answer', outcome, { incidentId, memberId })],
  };
};
