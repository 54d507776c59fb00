import type { Intent } from './intents.ts';

/** What reaches a person at once, the gravest first. */
export const emergencies = [
  'danger',
  'missing_person',
  'stolen',
  'stranded',
  'missed_flight',
  'denied',
] as const satisfies readonly Intent[];
export type Emergency = (typeof emergencies)[number];

/** Whether an intent is an emergency. */
export const isEmergency = (intent: Intent): intent is Emergency =>
  emergencies.some((emergency) => emergency === intent);
