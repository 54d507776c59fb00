import type { Situation } from '../domain/understanding/situation.ts';

/** A traveller before a quiet trip; `changes` make it another. */
export const situation = (changes: Partial<Situation> = {}): Situation => ({
  language: 'es',
  own: {
    flightNumbers: ['LA8200'],
    places: ['Hotel Alexandra', 'Jardines de Tivoli'],
    passengers: ['Ana Ruiz', 'Beto Paz'],
  },
  disruption: null,
  phase: 'before',
  withdrawn: false,
  optedOut: false,
  last: null,
  ...changes,
});
