import type { DutyRoster } from '#shared/domain/duty-roster.ts';
import type { Incident } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { Language } from '#shared/domain/trip.ts';

/** Who is on duty at an agency, and how they are reached. */
export interface Duty {
  /** On whose clocks the roster is; null: the agency has not said. */
  readonly zone: string | null;
  /** Null: there is none, and the owners are always on duty. */
  readonly roster: DutyRoster | null;
  /** Counts up with each roster; 0: there was none. */
  readonly revision: number;
  readonly updatedAt: Instant | null;
  readonly updatedBy: string | null;
  /** Those who may be on duty, in the order of joining. */
  readonly members: readonly StaffMember[];
  /** Incidents of which nobody has heard, or nobody has answered. */
  readonly untold: readonly Incident[];
}

/**
 * Who is on duty at an agency. Every call is one transaction.
 * @example
 * await desk.putRoster(agencyId, { roster, revision: 0, by: 'Ana', now });
 */
export interface DutyDesk {
  duty(agencyId: string): Promise<Duty>;
  /** Replaces the roster where it still has that revision. */
  putRoster(
    agencyId: string,
    request: {
      readonly roster: DutyRoster;
      readonly revision: number;
      readonly by: string;
      readonly now: Instant;
    },
  ): Promise<'put' | 'stale'>;
  /**
   * Sets how a member is written to; another phone needs their consent anew. Null: there is no such
   * member, or they are never on duty.
   */
  putReach(
    agencyId: string,
    memberId: string,
    reach: {
      readonly phone: string | null;
      readonly mayWrite: boolean;
      readonly languages: readonly Language[];
      readonly now: Instant;
    },
  ): Promise<StaffMember | null>;
}
