import type { MessageType } from '#shared/domain/message.ts';

/** What a flight's record says at a moment; times in milliseconds since 1970. */
export interface RecordState {
  readonly scheduledOut: number;
  readonly estimatedOut: number | null;
  readonly actualOut: number | null;
  readonly landed: boolean;
  readonly cancelled: boolean;
  readonly diverted: boolean;
  readonly status: string;
  readonly gate: string | null;
  readonly terminal: string | null;
  readonly belt: string | null;
}

/** The settings of an agency that bear on what is told, as RULES.md names them. */
export interface ModelSettings {
  readonly quietStart: string;
  readonly quietEnd: string;
  readonly reminder: boolean;
  readonly landing: boolean;
  readonly landingInQuietHours: boolean;
  readonly boardingLeadMinutes: number;
  readonly delayMinutes: number;
  readonly laterDelayMinutes: number;
  readonly calmMinutes: number;
  readonly earlierMinutes: number;
  readonly gateHours: number;
  readonly gettingUpHours: { readonly domestic: number; readonly international: number };
  readonly terminalHours: number;
}

/** One traveller's trip and the life of its flight, as the model reads it. */
export interface Life {
  readonly bookedAt: number;
  readonly originZone: string;
  readonly destinationZone: string;
  readonly domestic: boolean;
  readonly pushes: boolean;
  readonly settings: ModelSettings;
  /** When the traveller writes to us. */
  readonly wroteAt: readonly number[];
  /** When AeroAPI answers nothing. */
  readonly outages: readonly { readonly from: number; readonly to: number }[];
  /** By the time from which AeroAPI answers so. */
  readonly states: readonly { readonly from: number; readonly record: RecordState }[];
}

/** A message that RULES.md asks for, and the facts that its text has to give. */
export interface ToldMessage {
  readonly at: number;
  readonly type: MessageType;
  readonly departure: number | null;
  readonly gate: string | null;
  readonly terminal: string | null;
  readonly belt?: string | null;
}
