import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { Brake } from '#shared/domain/sending.ts';
import type { Brakes } from '#shared/ports/brakes.ts';
import type { Rpc } from './rpc.ts';

const Listed = z.object({ brakes: z.array(Brake), held: z.int() });
const Shadowed = z.object({
  id: z.uuid(),
  at: Instant,
  type: MessageType,
  tripId: z.uuid().nullable(),
  journeyId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  contactName: z.string().nullable(),
  text: z.string(),
  byHand: z
    .object({ kind: z.enum(['message', 'call']), at: Instant, by: z.string().nullable() })
    .nullable(),
});

/** `Brakes` by functions of the data API. */
export const createBrakes = (rpc: Rpc): Brakes => ({
  putBrake: ({ agencyId, phones, ...brake }) =>
    rpc(
      'put_brake',
      { brake: { ...brake, phones: phones.map((phone) => ({ phone })) } },
      agencyId,
      Brake.nullable(),
    ),
  brakes: (agencyId) => rpc('list_brakes', {}, agencyId, Listed),
  shadowReport: (agencyId, filter) => rpc('shadow_report', { filter }, agencyId, z.array(Shadowed)),
});
