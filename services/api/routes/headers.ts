import { z } from 'zod';

/** The header by which a repeated booking is known. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
  .optional()
  .describe(
    'Identifies this booking for ever: repeating the request with the same key ' +
      'books nothing twice.',
  );
