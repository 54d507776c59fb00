import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { operatorWords } from '../../words/operator.ts';

/** A button whose act is done from a window that says what happens, with a reason where one is read. */
export const Act = ({
  label,
  title,
  text,
  about,
  needsReason = false,
  run,
}: {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** Which of several it is of, for who does not see. */
  readonly about?: string;
  readonly needsReason?: boolean;
  readonly run: (reason: string) => Promise<unknown>;
}) => {
  const words = useWords(operatorWords);
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await run(reason.trim());
      done(words.done);
      setOpen(false);
      setReason('');
    } catch (error) {
      failed(words.notDone, error);
    }
    void client.invalidateQueries({ queryKey: ['operator'] });
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {label}
        {about && <span className="sr-only"> {about}</span>}
      </Button>
      <Dialog
        title={title}
        isOpen={isOpen}
        close={() => setOpen(false)}
        actions={
          <Button type="submit" form="act" look="danger">
            {label}
          </Button>
        }
      >
        <form id="act" onSubmit={(event) => void go(event)}>
          <p>{text}</p>
          {needsReason && (
            <TextField label={words.reason} value={reason} onChange={setReason} isRequired />
          )}
        </form>
      </Dialog>
    </>
  );
};
