import { z } from 'zod';
import { ClosingReason } from '#shared/domain/closing-reason.ts';
import type { IncidentAct, WholeIncident } from '#shared/domain/incident.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Words } from '#shared/domain/words.ts';
import { callStateWords } from './words/call.ts';
import { closingWords } from './words/closing.ts';
import { actWords, attemptWords, taskWords } from './words/task.ts';

/** One thing that happened to an incident. */
export const ThreadEntry = z
  .object({
    at: Instant,
    kind: z.enum(['task_opened', 'task_closed', 'note', 'act', 'call']),
    by: z.string().nullable().describe('Who of the agency; null: nobody.'),
    about: z
      .string()
      .nullable()
      .describe('Whose trip a task is of, whom it was given to, or who was called.'),
    text: z.string().nullable().describe('Of a note.'),
    words: Words.nullable(),
  })
  .meta({ id: 'IncidentThreadEntry', description: 'One thing that happened to an incident.' });
type ThreadEntry = z.output<typeof ThreadEntry>;

const nobody = { by: null, about: null, text: null, words: null };

const taskEntries = ({ tasks }: WholeIncident): readonly ThreadEntry[] =>
  tasks.flatMap(({ kind, openedAt, updatedAt, state, closedReason, attempts, ...task }) => {
    const about = task.tripName;
    const opened = { ...nobody, at: openedAt, kind: 'task_opened' as const, about };
    const reason = ClosingReason.safeParse(closedReason).data;
    return [
      { ...opened, words: taskWords[kind] },
      ...attempts.map(({ at, by, outcome }) => ({
        ...opened,
        at,
        by,
        kind: 'act' as const,
        words: attemptWords[outcome],
      })),
      ...(state === 'done'
        ? [
            {
              ...opened,
              at: updatedAt,
              kind: 'task_closed' as const,
              words: reason ? closingWords[reason] : null,
            },
          ]
        : []),
    ];
  });

const Change = z.object({ before: z.unknown(), after: z.unknown() });

/** What was done, read from what changed; null: nothing that people do. */
const actOf = ({ changes, by }: IncidentAct): Pick<ThreadEntry, 'words' | 'about'> | null => {
  const change = (name: string) => Change.safeParse(changes[name]).data;
  const [state, owner, snoozed] = [change('state'), change('owner_name'), change('snoozed_until')];
  const nameOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  if (state?.after === 'done') return { words: actWords.resolved, about: null };
  if (state?.before === 'done') return { words: actWords.reopened, about: null };
  if (owner && owner.after === null) return { words: actWords.released, about: null };
  if (owner && owner.after !== by) return { words: actWords.assigned, about: nameOf(owner.after) };
  if (owner)
    return owner.before === null
      ? { words: actWords.claimed, about: null }
      : { words: actWords.stolen, about: nameOf(owner.before) };
  return snoozed && snoozed.after !== null ? { words: actWords.snoozed, about: null } : null;
};

const actEntries = ({ acts }: WholeIncident): readonly ThreadEntry[] =>
  acts.flatMap((act) => {
    const done = actOf(act);
    return done ? [{ ...nobody, ...done, at: act.at, kind: 'act' as const, by: act.by }] : [];
  });

const callEntries = ({ calls }: WholeIncident): readonly ThreadEntry[] =>
  calls.map(({ at, to, status, answeredAt }) => ({
    ...nobody,
    at,
    kind: 'call' as const,
    about: to,
    words: callStateWords[answeredAt === null ? (status ?? 'SENT') : 'answered'],
  }));

/** What happened to an incident: tasks that came and went, calls, acts and notes, oldest first. */
export const threadOf = (incident: WholeIncident): readonly ThreadEntry[] =>
  [
    ...taskEntries(incident),
    ...callEntries(incident),
    ...actEntries(incident),
    ...incident.notes.map(({ at, by, text }) => ({
      ...nobody,
      at,
      kind: 'note' as const,
      by,
      text,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
