import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { useFinishTask } from '../api/incidents.ts';
import { useWords } from '../words/language.ts';
import { nowWords } from '../words/now.ts';
import { Button } from './button.tsx';
import { OwnTime } from './time.tsx';
import { done, failed } from './toast.tsx';

/** Notes that a call was not answered; its task stays open. */
export const NoAnswer = ({ taskId }: { readonly taskId: string }) => {
  const words = useWords(nowWords);
  const finish = useFinishTask();
  const [isBusy, setBusy] = useState(false);
  const note = async (): Promise<void> => {
    setBusy(true);
    try {
      await finish(taskId, 'no_answer');
      done(words.noAnswerNoted);
    } catch (error) {
      failed(words.notDone, error);
    }
    setBusy(false);
  };
  return (
    <Button disabled={isBusy} onClick={() => void note()}>
      {words.noAnswer}
    </Button>
  );
};

/** The calls of a task in which nobody was reached: how they ended, when, and who called. */
export const FailedCalls = ({
  attempts,
}: {
  /** Oldest first. */
  readonly attempts: Schemas['Task']['attempts'];
}) => {
  const words = useWords(nowWords);
  return attempts.map(({ at, by, outcome }) => (
    <small key={at}>
      {outcome === 'no_answer' ? words.noAnswer : words.wrongNumber} · <OwnTime at={at} /> · {by}
    </small>
  ));
};
