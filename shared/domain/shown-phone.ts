import { z } from 'zod';

/** A telephone number of a supplier, which travellers are shown as it is written. */
export const ShownPhone = z
  .string()
  .trim()
  .regex(
    /^\+[1-9](?:[\s().-]{0,2}\d){5,14}$/,
    'must be a telephone number with its country code, such as +34 91 5555 0100',
  )
  .describe('With its country code, as it is to be shown.');
