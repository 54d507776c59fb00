import type { ObservedBrake } from './brake-inputs.ts';

/** The end of a person's data, by agency and number. */
export interface Erasure {
  readonly agencyId: string;
  readonly phone: string;
  readonly atMs: number;
  /** When the person booked or wrote again (epoch ms), which begins anew; null: not since. */
  anewAtMs: number | null;
}

/** What the simulator saw of claims, opt-outs and edits, in true epoch ms, not in workers' time. */
export interface Observations {
  /** Tries per effect: claims to send it that were not deferred, and callbacks about it. */
  readonly tries: Map<string, number>;
  /** When each effect was last claimed to be sent. */
  readonly claimedAt: Map<string, number>;
  /** Each effect's name in the story and in fault keys: its type and its trip. */
  readonly nameOf: Map<string, string>;
  /** When the phone in `sender|phone` opted out; absent while it is opted in. */
  readonly optedOutAt: Map<string, number>;
  /** Every brake that was set, in that order. */
  readonly brakes: ObservedBrake[];
  /** When the agency cancelled a trip. */
  readonly withdrawnAt: Map<string, number>;
  /** Since when a person has the conversation of `sender|phone`. */
  readonly takenOverAt: Map<string, number>;
  /** When each trip's notifications took their turns. */
  readonly turnsOf: Map<string, number[]>;
  /** When the number of a trip was last corrected. */
  readonly correctedAt: Map<string, number>;
  /** When a trip was last edited. */
  readonly editedAt: Map<string, number>;
  /** The last erasure of each person, by `agency|phone`. */
  readonly erasures: Map<string, Erasure>;
}

/** Observations of a run that has not started. */
export const createObservations = (): Observations => ({
  tries: new Map(),
  claimedAt: new Map(),
  nameOf: new Map(),
  optedOutAt: new Map(),
  brakes: [],
  withdrawnAt: new Map(),
  correctedAt: new Map(),
  editedAt: new Map(),
  erasures: new Map(),
  turnsOf: new Map(),
  takenOverAt: new Map(),
});
