import { z } from 'zod';
import { minute, second } from './instant.ts';
import type { MessageContent } from './message.ts';

/** What the provider reports about a message, by Twilio's names. */
export const ProviderStatus = z.enum([
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'undelivered',
  'failed',
  'canceled',
]);
export type ProviderStatus = z.infer<typeof ProviderStatus>;

/** How far it has come: a status replaces only one of lower rank, and a failure is past them all. */
export const providerRanks: Readonly<Record<ProviderStatus, number>> = {
  accepted: 1,
  scheduled: 1,
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  read: 5,
  undelivered: 9,
  failed: 9,
  canceled: 9,
};
const arrivedRank = 4;
const failedRank = 9;

/** The rank of a provider's status; 0: none, or one that nobody knows. */
export const providerRank = (status: string | null): number => {
  const known = ProviderStatus.safeParse(status);
  return known.success ? providerRanks[known.data] : 0;
};

/** Whether the provider has given the message up. */
export const isProviderFailure = (status: string | null): boolean =>
  providerRank(status) === failedRank;

/** Whether the phone has the message. */
export const isArrival = (status: string | null): boolean =>
  providerRank(status) >= arrivedRank && !isProviderFailure(status);

const mediaLeaseMs = 90 * second;
const textLeaseMs = 60 * second;

/** How long a worker has for the request that sends a message; files take longer. */
export const sendLeaseMs = (content: MessageContent): number =>
  content.kind === 'text' && content.mediaUrl !== undefined ? mediaLeaseMs : textLeaseMs;

/** The leases of sending by what is sent, for the database. */
export const sendLeases = { mediaLeaseMs, textLeaseMs };

/** How long a worker has for finding out what became of a message. */
export const reconcileLeaseMs = minute;

/** How long after the lease of its request a message may still appear at the provider. */
export const appearsWithinMs = 2 * minute;

/** How long after the message under way the next one to the same phone is looked at. */
export const pairDelayMs = second;

/** A message of a suspended agency is looked at again after this. */
export const suspensionPauseMs = 15 * minute;

/** How many of the messages that wait for a phone are tried in turn once it is free. */
export const mostWaitingTried = 20;

/** How long before a try messages count whose provider ids a reconciliation must leave out. */
export const accountedBeforeMs = minute;
