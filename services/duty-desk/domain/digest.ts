import { type AgencyHours, opensNext } from '#shared/domain/agency-hours.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { DutyContext } from '#shared/ports/turn-contexts.ts';
import { compose, type Usable } from '#shared/templates/compose.ts';
import { ladderAt, whyNoMessage } from './ladder.ts';
import { nothing, type Part, reason, silence } from './turn.ts';
import { dayIn, isQuietDay, languageFor, readerOf } from './words.ts';

/** Where an agency has not said when it answers: when the quiet hours of travellers end. */
const usual = [{ from: '09:00', to: '20:00' }];
const usualHours: AgencyHours = {
  monday: usual,
  tuesday: usual,
  wednesday: usual,
  thursday: usual,
  friday: usual,
  saturday: usual,
  sunday: usual,
  holidays: [],
};
/** A digest that comes later than this helps nobody. */
const digestLife = 3 * hour;

/** When the hours of an agency begin next. */
export const nextDigest = ({ agency }: DutyContext, now: Instant): Instant | null =>
  opensNext(agency.hours ?? usualHours, agency.zone ?? 'UTC', now);

/**
 * Tells who is on duty as the day begins what waits and what to watch; on a day of which there is
 * nothing to say, nobody.
 */
export const digest = (duty: DutyContext, due: Instant, now: Instant, isUsable: Usable): Part => {
  const { day, agency } = duty;
  if (day === null) return nothing;
  if (isQuietDay(day))
    return { ...nothing, reasons: [silence('suppressed', 'duty_digest', 'nothing_to_say')] };
  const [readers = []] = ladderAt(duty, now);
  if (readers.length === 0)
    return { ...nothing, reasons: [silence('suppressed', 'duty_digest', 'nobody_on_duty')] };
  return {
    ...nothing,
    effects: readers.flatMap((member) =>
      member.phone === null || whyNoMessage(member) !== null
        ? []
        : [
            {
              key: effectKey(agency.id, 'duty_digest', 1, `${due}:${member.id}`),
              tripId: null,
              type: 'duty_digest',
              episode: 1,
              from: agency.sender,
              to: member.phone,
              content: compose(
                readerOf(member, duty),
                { type: 'duty_digest', ...dayIn(day, languageFor(member, duty)) },
                isUsable,
              ).content,
              told: {},
              critical: false,
              dueAt: now,
              expiresAt: plus(now, digestLife),
              evenIfOptedOut: false,
            },
          ],
    ),
    events: readers.map((member) => ({
      type: 'StaffNoticeRequested',
      agencyId: agency.id,
      tripId: null,
      data: { memberId: member.id, since: due, incidentId: null, day },
    })),
    reasons: readers.map((member) => {
      const why = whyNoMessage(member);
      const detail = { memberId: member.id };
      return why === null
        ? reason('sent', 'duty_digest', 'day_begins', detail)
        : silence('suppressed', 'duty_digest', why, detail);
    }),
  };
};
