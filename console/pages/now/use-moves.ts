import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from '../../api/client.ts';
import { agentsNow } from '../../api/clock.ts';
import { type Incident, type IncidentMove, moveIncident } from '../../api/incidents.ts';
import { done, failed } from '../../parts/toast.tsx';
import { useLanguage, useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import { ownTime } from '../../words/times.ts';

/** Somebody else was faster: who, and since when. */
export interface Conflict {
  readonly id: string;
  readonly name: string;
  readonly since: string | null;
}

/** How soon something wakes that was put to sleep by mistake: it cannot sleep until now. */
const soonMs = 1_500;

const conflictOf = (id: string, error: unknown): Conflict | null => {
  if (!(error instanceof Refusal) || error.kind !== 'incident-taken') return null;
  const owner = Object(error.problem['owner']);
  const since = error.problem['since'];
  return {
    id,
    name: typeof owner.name === 'string' ? owner.name : '?',
    since: typeof since === 'string' ? since : null,
  };
};

/** What can be done with an incident, said when it is done, and taken back by `z`. */
export const useMoves = () => {
  const client = useQueryClient();
  const words = useWords(nowWords);
  const language = useLanguage();
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const move = async (
    incident: Pick<Incident, 'id'>,
    act: IncidentMove,
    text: string,
    back?: IncidentMove,
  ): Promise<boolean> => {
    try {
      await moveIncident(client, incident.id, act);
      setConflict(null);
      done(
        text,
        back &&
          (() =>
            void moveIncident(client, incident.id, back).catch((error) =>
              failed(words.notDone, error),
            )),
      );
      return true;
    } catch (error) {
      const taken = conflictOf(incident.id, error);
      setConflict(taken);
      if (!taken) failed(words.notDone, error);
      return false;
    }
  };
  const soon = (): IncidentMove => ({
    act: 'snooze',
    until: new Date(agentsNow() + soonMs).toISOString(),
  });
  const { did } = words;
  return {
    conflict,
    leave: () => setConflict(null),
    claim: (incident: Pick<Incident, 'id'>, steal = false) =>
      move(incident, { act: 'claim', steal }, did.claimed, { act: 'release' }),
    release: (incident: Incident) =>
      move(incident, { act: 'release' }, did.released, { act: 'claim', steal: false }),
    assign: (incident: Incident, member: { readonly id: string; readonly name: string }) =>
      move(
        incident,
        { act: 'assign', memberId: member.id },
        did.assigned(member.name),
        incident.owner?.id ? { act: 'assign', memberId: incident.owner.id } : { act: 'release' },
      ),
    snooze: (incident: Incident, minutes: number) => {
      const until = new Date(agentsNow() + minutes * 60_000).toISOString();
      return move(
        incident,
        { act: 'snooze', until },
        did.snoozed(ownTime(until, language, agentsNow())),
        soon(),
      );
    },
    wake: (incident: Incident) => move(incident, soon(), words.wake),
    resolve: (incident: Incident) =>
      move(incident, { act: 'resolve' }, did.resolved, { act: 'reopen' }),
    reopen: (incident: Incident) =>
      move(incident, { act: 'reopen' }, did.reopened, { act: 'resolve' }),
    note: (incident: Pick<Incident, 'id'>, text: string) =>
      move(incident, { act: 'note', text }, did.noted),
  };
};
