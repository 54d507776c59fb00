import type { Incident, IncidentKind, WholeIncident } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { TaskSeverity } from '#shared/domain/task.ts';

/** Somebody at the agency; a system has no id. */
export interface Colleague {
  readonly id: string | null;
  readonly name: string;
}

/** What somebody does with an incident. */
export type IncidentMove = { readonly by: Colleague; readonly now: Instant } & (
  | { readonly act: 'claim'; readonly steal: boolean }
  | { readonly act: 'assign'; readonly to: Colleague }
  | { readonly act: 'snooze'; readonly until: Instant }
  | { readonly act: 'note'; readonly text: string }
  | { readonly act: 'release' | 'resolve' | 'reopen' }
);

/** What became of it; `taken`: somebody else has it, `closed`: it is done, or open anew. */
export type IncidentMoved =
  | { readonly kind: 'moved' | 'taken' | 'closed'; readonly incident: Incident }
  | { readonly kind: 'not-found' };

/** What an agency has to look after. Every call is one transaction. */
export interface Incidents {
  /** Urgent ones first, then by departure, people and who is unreached; done: latest first. */
  list(
    agencyId: string,
    filter: {
      readonly isDone: boolean;
      readonly kind?: IncidentKind | undefined;
      readonly severity?: TaskSeverity | undefined;
      readonly ownerId?: string | undefined;
      readonly isSnoozed?: boolean | undefined;
      readonly now: Instant;
      readonly limit: number;
      readonly offset: number;
    },
  ): Promise<readonly Incident[]>;
  /** Null: the agency has none with this id. */
  get(agencyId: string, id: string): Promise<WholeIncident | null>;
  /** Compare and set: of two who claim at once one has it, and the other learns who. */
  move(agencyId: string, id: string, move: IncidentMove): Promise<IncidentMoved>;
}
