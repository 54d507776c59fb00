import type { DutyDeskDependencies } from '#services/duty-desk/agent.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { noStaffMail, noStaffPush } from '#shared/composition/staff.ts';
import { weekdays } from '#shared/domain/agency-hours.ts';
import { DutyRoster } from '#shared/domain/duty-roster.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { Scenario } from './scenario.ts';

/** A story has no mail: what its staff read is on their phones. */
export const withoutMail: DutyDeskDependencies = {
  templates: null,
  mail: noStaffMail,
  push: noStaffPush,
  mayCall: () => false,
  publicBaseUrl: 'https://travel.example',
};

const idOf = (key: string): string => uuidV5('staff of a story', key);

/** Who works at the agency of a story, and when they are on duty. */
export const staffOf = (
  { staff, duty }: Scenario['agency'],
  since: Instant,
): {
  readonly members: readonly StaffMember[];
  readonly roster: DutyRoster | null;
  readonly keyByPhone: readonly (readonly [string, string])[];
} => {
  const members = staff.map(({ key, role, phone, language }) => ({
    id: idOf(key),
    name: key,
    email: `${key.toLowerCase()}@agency.example`,
    role,
    phone: phone && normalisePhone(phone),
    consentedAt: phone === null ? null : since,
    languages: [language],
  }));
  const always = duty && [
    {
      from: '00:00',
      to: '24:00',
      first: idOf(duty.first),
      second: duty.second && idOf(duty.second),
    },
  ];
  return {
    members,
    roster:
      always && DutyRoster.parse(Object.fromEntries(weekdays.map((weekday) => [weekday, always]))),
    keyByPhone: members.flatMap(({ name, phone }) => (phone === null ? [] : [[phone, name]])),
  };
};
