import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../api/client.ts';
import type { ContactDetails } from '../api/people.ts';
import { refresh } from '../api/queries.ts';
import { useWords } from '../words/language.ts';
import { peopleWords } from '../words/people.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { Shown } from './states.tsx';
import { done, failed } from './toast.tsx';

const erase = (id: string, body: { readonly dryRun: boolean; readonly withdraw: boolean }) =>
  answer(api.POST('/contacts/{id}/erase', { params: { path: { id } }, body }));

/** What goes is shown first; the name has to be typed, since nothing brings it back. */
export const EraseDialog = ({
  contact: { id, name },
  close,
}: {
  readonly contact: ContactDetails;
  readonly close: () => void;
}) => {
  const words = useWords(peopleWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const query = useQuery({
    queryKey: ['contact', 'erasure', id],
    queryFn: () => erase(id, { dryRun: true, withdraw: true }),
    gcTime: 0,
  });
  const go = async (): Promise<void> => {
    try {
      await erase(id, { dryRun: false, withdraw: true });
      done(words.erased);
      close();
      await navigate({ to: '/people', search: {}, replace: true });
    } catch (error) {
      failed(words.eraseFailed, error);
    }
    refresh(client, 'contact');
  };
  return (
    <Dialog
      title={words.eraseTitle(name)}
      isOpen
      close={close}
      actions={
        <Button
          look="danger"
          icon="trash"
          disabled={typed.trim() !== name || query.data === undefined}
          onClick={() => void go()}
        >
          {words.erase}
        </Button>
      }
    >
      <p>{words.eraseText}</p>
      <Shown query={query} rows={2}>
        {({ counts, withdrawn }) => (
          <>
            <p>
              {words.eraseFound}{' '}
              {Object.entries(counts)
                .filter(([, count]) => count > 0)
                .map(([kind, count]) => `${kind} ${count}`)
                .join(', ')}
            </p>
            {withdrawn.length > 0 && (
              <p>
                <strong>{words.eraseWithdraw(withdrawn.length)}</strong>
              </p>
            )}
          </>
        )}
      </Shown>
      <TextField label={words.eraseType(name)} value={typed} onChange={setTyped} />
    </Dialog>
  );
};
