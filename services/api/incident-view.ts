import { z } from 'zod';
import { ClosingReason } from '#shared/domain/closing-reason.ts';
import { Incident, severityAt, WholeIncident } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { Words } from '#shared/domain/words.ts';
import { ThreadEntry, threadOf } from './incident-thread.ts';
import { closingWords } from './words/closing.ts';
import { NextStep, nextStepOf, nextStepWords } from './words/next-step.ts';

const saidOfIt = {
  nextStep: NextStep.nullable().describe('What to do first; null: it is done.'),
  nextStepWords: Words.nullable(),
  closedWords: Words.nullable().describe('Why it was closed.'),
};

/** An incident, as the API shows it. */
export const IncidentView = Incident.extend(saidOfIt).meta({
  id: 'Incident',
  description: 'What somebody at the agency has to look after.',
});
/** An incident with its tasks and notes, as the API shows it. */
export const WholeIncidentView = WholeIncident.omit({ acts: true })
  .extend({
    ...saidOfIt,
    thread: z.array(ThreadEntry).describe('What happened, oldest first.'),
  })
  .meta({ id: 'WholeIncident', description: 'An incident with its tasks, notes and thread.' });

/** A whole incident at a moment, with what happened. */
export const wholeIncidentView = ({ acts, ...incident }: WholeIncident, now: Instant) => ({
  ...incidentView(incident, now),
  thread: threadOf({ ...incident, acts }),
});

/** An incident at a moment, with what is said of it. */
export const incidentView = <T extends Incident>(incident: T, now: Instant) => {
  const { state, kinds, closedReason } = incident;
  const nextStep = state === 'done' ? null : nextStepOf(kinds);
  const reason = ClosingReason.safeParse(closedReason).data;
  return {
    ...incident,
    severity: severityAt(incident, now),
    nextStep,
    nextStepWords: nextStep && nextStepWords[nextStep],
    closedWords: reason ? closingWords[reason] : null,
  };
};
