import type { TaskKind } from '#shared/domain/task.ts';
import type { DutyDay } from '#shared/events/incidents.ts';

/** What the duty desk says in one language, besides its templates. */
export interface DutyTexts {
  /** What happened, by the gravest of an incident's open tasks. */
  readonly happened: Readonly<Record<TaskKind, string>>;
  readonly leaves: (moment: string) => string;
  readonly people: (count: number) => string;
  readonly minors: (count: number) => string;
  readonly unreached: (count: number) => string;
  readonly waiting: (day: DutyDay) => string;
  readonly nothing: string;
  readonly watch: Readonly<
    Record<'tight' | 'unreached' | 'unmatched' | 'drafts', (count: number) => string>
  >;
  /** Below a mail. */
  readonly open: (url: string) => string;
  /** What is said in a call. */
  readonly call: (agency: string, incident: string) => string;
  readonly digest: (agency: string) => string;
  /** Answers to who answered an alert. */
  readonly isYours: (incident: string) => string;
  readonly isTaken: (name: string, since: string) => string;
  readonly isOver: string;
  readonly isUnclear: (number: string, incident: string) => string;
}
