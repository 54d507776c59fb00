import { z } from 'zod';
import { defineEvent } from './envelope.ts';

const ImportWorkRequested = defineEvent(
  'ImportWorkRequested',
  1,
  z.object({ importId: z.uuid() }),
  {
    description:
      'There is work on an imported file: to be read, applied or taken back. Whoever takes it ' +
      'goes ' +
      'on where an earlier one stopped.',
    producers: ['api'],
    subscribers: ['api'],
    example: { importId: '5c1f0a52-1a7b-4f7e-9a44-0d7c3f4e2b11' },
  },
);

/** Events about files of bookings. */
export const importEvents = [ImportWorkRequested] as const;
