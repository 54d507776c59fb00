import { z } from 'zod';
import { Language } from './trip.ts';

/** A sentence for people of an agency, in each of their languages. */
export const Words = z
  .record(Language, z.string())
  .meta({ id: 'Words', description: 'The same in each language.' });
export type Words = Readonly<z.output<typeof Words>>;
