import { onDuty } from '#shared/domain/duty-roster.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { DutyContext } from '#shared/ports/turn-contexts.ts';

/** Whom to ask, one rung after the other. */
export type Ladder = readonly (readonly StaffMember[])[];

/**
 * Who is to be asked at a moment: the first on duty, the second, then the owners. Where the roster
 * has a hole, or whoever it names has left, the next rung comes first.
 */
export const ladderAt = (
  { roster, members, agency }: Pick<DutyContext, 'roster' | 'members' | 'agency'>,
  at: Instant,
): Ladder => {
  const duty = roster && onDuty(roster, agency.zone ?? 'UTC', at);
  const named = [duty?.first, duty?.second].map((id) =>
    members.filter((member) => member.id === id),
  );
  return [...named, members.filter(({ role }) => role === 'owner')].filter(
    (rung) => rung.length > 0,
  );
};

/**
 * Who is called once everybody was asked in writing: the first on duty, then the owners; of them
 * those who have a phone that may be written to.
 */
export const callsAt = (
  { roster, members, agency }: Pick<DutyContext, 'roster' | 'members' | 'agency'>,
  at: Instant,
): Ladder => {
  const first = roster && onDuty(roster, agency.zone ?? 'UTC', at)?.first;
  return [
    members.filter(({ id }) => id === first),
    members.filter(({ role }) => role === 'owner'),
  ].map((rung) => rung.filter((member) => whyNoMessage(member) === null));
};

/** The first rung on which somebody has not been asked, and those of it who have not; else none. */
export const nextToAsk = (ladder: Ladder, asked: ReadonlySet<string>): readonly StaffMember[] =>
  ladder.map((rung) => rung.filter(({ id }) => !asked.has(id))).find((rung) => rung.length > 0) ??
  [];

/** Why nothing is written to the phone of a member; null: something is. */
export const whyNoMessage = ({
  phone,
  consentedAt,
}: Pick<StaffMember, 'phone' | 'consentedAt'>): 'no_number' | 'no_consent' | null =>
  phone === null ? 'no_number' : consentedAt === null ? 'no_consent' : null;
