import { z } from 'zod';
import type { Instant } from './instant.ts';

/** The kinds of document that a traveller can ask for by name (RULES §7). */
export const DocumentType = z.enum([
  'boarding_pass',
  'hotel_reservation',
  'insurance',
  'transfer',
  'car_rental',
  'tour_reservation',
]);
export type DocumentType = z.infer<typeof DocumentType>;

/**
 * What a filed document can be: one of those, or something else, such as what a traveller sent
 * without a word.
 */
export const FiledAs = z.enum([...DocumentType.options, 'other']);
export type FiledAs = z.infer<typeof FiledAs>;

/** Who put a document on file. */
export const UploadedByType = z.enum(['agency_agent', 'system', 'client', 'api_integration']);
export type UploadedByType = z.infer<typeof UploadedByType>;

/** A document on file, as the agency sees it. */
export interface FiledDocument {
  readonly id: string;
  readonly tripId: string;
  readonly type: FiledAs;
  readonly path: string;
  readonly fileName: string | null;
  readonly contentType: string;
  readonly bytes: number;
  readonly uploadedBy: string;
  readonly uploadedByType: UploadedByType;
  readonly uploadedAt: Instant;
  /** Whose it is, of the passengers of its trip; null: of all of them. */
  readonly passengerId: string | null;
}

/** WhatsApp takes no more in one message, and neither do we. */
export const longestDocumentBytes = 16 * 1024 * 1024;
