import { leadsTo } from '#shared/domain/connection.ts';
import { day, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { regex } from './multiline.ts';

const goesOn = (first: Trip, next: Trip): boolean =>
  leadsTo(first, next) && plus(first.departure, day) > next.departure;

/** The flights of a traveller that one changes between, of those that are given in their order. */
const chainOf = (trip: Trip, inOrder: readonly Trip[]): readonly Trip[] => {
  const chains: Trip[][] = [];
  for (const next of inOrder.filter(({ contactId }) => contactId === trip.contactId)) {
    const chain = chains.at(-1);
    const last = chain?.at(-1);
    if (chain && last && goesOn(last, next)) chain.push(next);
    else chains.push([next]);
  }
  return chains.find((chain) => chain.includes(trip)) ?? [trip];
};

const named = regex`
  \b(?:
    (?<first>primer[oa]?|primeir[oa]|first)|
    (?<second>segund[oa]|second)|
    (?<third>tercer[oa]?|terceir[oa]|third)|
    (?<last>ultim[oa]|last)
  ) (?:vuelo|avion|tramo|flight|plane|leg|voo|aviao|trecho)\b
`;

/** The flight that is named by its place among those one changes between; null: none is. */
export const nthFlight = (folded: string, inMind: Trip, inOrder: readonly Trip[]): Trip | null => {
  const groups = named.exec(folded)?.groups;
  if (!groups) return null;
  const index = ['first', 'second', 'third'].findIndex((name) => groups[name] !== undefined);
  return chainOf(inMind, inOrder).at(index) ?? null;
};
