import type { Schemas } from '../api/client.ts';
import { flightWords } from '../words/flights.ts';
import { useWords } from '../words/language.ts';
import { termOf, terms } from '../words/terms.ts';
import { Chip, type Tone } from './chip.tsx';

const toneOfPhase: Readonly<Record<string, Tone>> = {
  departed: 'info',
  landed: 'good',
  cancelled: 'needs',
  diverted: 'needs',
  not_found: 'needs',
};

/** Where a flight is, in a word. */
export const Phase = ({
  facts,
  isLost = false,
}: Pick<Schemas['BoardFlight'], 'facts'> & { readonly isLost?: boolean }) => {
  const words = useWords(flightWords);
  const { trip } = useWords(terms);
  const phase = facts?.phase ?? (isLost ? 'not_found' : null);
  return (
    <Chip tone={(phase && toneOfPhase[phase]) ?? 'plain'}>
      {phase ? termOf(trip, phase) : words.unknown}
    </Chip>
  );
};
