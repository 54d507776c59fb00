import { z } from 'zod';

/** Why a task, and with the last of them its incident, was closed. */
export const ClosingReason = z.enum([
  'connection_changed',
  'connection_possible',
  'delay_shrank',
  'departure_moved_back',
  'document_filed',
  'done_by_agency',
  'flight_departed',
  'flight_matched',
  'flight_reinstated',
  'forgotten',
  'given_back',
  'itinerary_ready',
  'message_got_through',
  'message_overtaken',
  'message_sent',
  'no_connection',
  'no_longer_opted_out',
  'opted_in',
  'trip_edited',
  'trip_withdrawn',
]);
export type ClosingReason = z.output<typeof ClosingReason>;
