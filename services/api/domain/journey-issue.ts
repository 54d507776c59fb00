/** What is wrong with a place in a journey, or what the agency should check there. */
export interface JourneyIssue {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** Stands where a booking has what a journey says elsewhere. */
export const anybody = {
  clientName: 'Anybody',
  whatsapp: null,
  language: 'es',
  metadata: {},
  role: 'traveller',
} as const;
