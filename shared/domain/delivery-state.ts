import { z } from 'zod';
import { isArrival } from './delivery.ts';
import type { DeliveryStatus } from './message.ts';

/** How far a message is, as a person of an agency asks for it. */
export const DeliveryState = z.enum(['waiting', 'sent', 'delivered', 'read', 'failed', 'dropped']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** How far a message is, by our status and the provider's. */
export const deliveryOf = ({
  status,
  providerStatus,
}: {
  readonly status: DeliveryStatus;
  readonly providerStatus: string | null;
}): DeliveryState => {
  switch (status) {
    case 'PENDING':
    case 'SENDING':
    case 'UNKNOWN':
      return 'waiting';
    case 'FAILED':
      return 'failed';
    case 'DROPPED':
      return 'dropped';
    case 'SENT':
      return providerStatus === 'read' ? 'read' : isArrival(providerStatus) ? 'delivered' : 'sent';
  }
};
