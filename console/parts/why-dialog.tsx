import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tripQuery } from '../api/queries.ts';
import { useWords } from '../words/language.ts';
import { peopleWords } from '../words/people.ts';
import { shellWords } from '../words/shell.ts';
import { Button } from './button.tsx';
import { useCommands } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Explanation } from './explanation.tsx';
import { SelectField } from './field.tsx';

interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** Why each of some people heard what they heard and why not, by its button or by `w`. */
export const WhyButton = ({
  people,
  about,
}: {
  readonly people: readonly Somebody[];
  /** Whom it opens with; else the first. */
  readonly about?: string | undefined;
}) => {
  const words = useWords(shellWords);
  const { list } = useWords(peopleWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const once = [...new Map(people.map((one) => [one.id, one])).values()];
  const first = about ?? once[0]?.id;
  const open = (): void => setChosen(first ?? null);
  useCommands(first === undefined ? [] : [{ key: 'w', label: words.why, run: open }]);
  if (first === undefined) return null;
  return (
    <>
      <Button icon="search" keyHint="w" onClick={open}>
        {words.why}
      </Button>
      {chosen !== null && (
        <Dialog title={words.why} isOpen close={() => setChosen(null)} isWide>
          {once.length > 1 && (
            <SelectField
              label={list}
              isLabelHidden
              value={chosen}
              onChange={setChosen}
              options={once.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Explanation key={chosen} contactId={chosen} />
        </Dialog>
      )}
    </>
  );
};

/** Why the contact of a trip heard what they heard; nothing while it is not known who that is. */
export const WhyOfTrip = ({ tripId }: { readonly tripId: string | undefined }) => {
  const trip = useQuery(tripQuery(tripId ?? '')).data;
  return trip ? <WhyButton people={[{ id: trip.contactId, name: trip.clientName }]} /> : null;
};
