import type { Trip } from '#shared/domain/trip.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';

/** The fields of a trip's `metadata` that answer questions: see the README of this service. */
export type AnsweringField =
  | 'baggage_included'
  | 'check_in_url'
  | 'check_in_opens'
  | 'seat'
  | 'hotel_address'
  | 'hotel_phone'
  | 'transfer_time'
  | 'transfer_place'
  | 'transfer_phone';

const longest = 200;

/** A field of the booking as it may be said; null: the agency has not filled it. */
export const fieldOf = (
  { metadata }: Pick<Trip, 'metadata'>,
  name: AnsweringField,
): string | null => {
  const value = metadata[name];
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const said = cleanValue(text, longest);
  return said === '' ? null : said;
};
