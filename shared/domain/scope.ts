import { z } from 'zod';

/**
 * What a key may do: `book` journeys and documents, `read` everything, `care` for travellers
 * (conversations, tasks, itineraries, places), `admin` for settings and the audit.
 */
export const Scope = z.enum(['book', 'read', 'care', 'admin']);
export type Scope = z.output<typeof Scope>;
