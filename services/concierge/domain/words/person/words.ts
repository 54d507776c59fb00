import type { Disruption } from '../../understanding/situation.ts';

/** The trouble that has words of its own. */
export type Trouble =
  | 'danger'
  | 'missing_person'
  | 'stolen'
  | 'stranded'
  | 'missed_flight'
  | 'denied'
  | 'lost_luggage'
  | 'unwell'
  | 'bereavement';

/** What a traveller asks an agency to do. */
export type Request = 'change_booking' | 'refund' | 'callback';

/** Where passengers have rights that have a name. */
export type Rights = 'europe' | 'brazil' | 'elsewhere';

/** What is said where a person takes over, in one language. */
export interface PersonWords {
  /** A question that nothing on file answers. */
  question(agency: string): string;
  /** The rest of a message that was answered otherwise. */
  rest(agency: string): string;
  /** From the second on, in turns: never the same sentence twice in a row. */
  readonly added: readonly [(agency: string) => string, (agency: string) => string];
  /** Trouble that was passed on is over, as they say: people close it, we do not. */
  over(agency: string): string;
  readonly request: Readonly<Record<Request, (agency: string) => string>>;
  asked(agency: string): string;
  complaint(agency: string): string;
  readonly trouble: Readonly<Record<Trouble, (agency: string) => string>>;
  /** What to do, and what not, after what was told. */
  readonly disruption: Readonly<Record<Disruption, (agency: string) => string>>;
  readonly rights: Readonly<Record<Rights, string>>;
  /** Before everything where life is in danger. */
  callNow(country: string, numbers: string): string;
  /** When a person is there: now, or from a moment on. */
  answersUntil(clock: string): string;
  answersFrom(moment: string): string;
  ifUrgent(phone: string): string;
  joined(person: string, agency: string): string;
  back(agency: string): string;
  /** In English and in the language of the trip, where theirs is none of ours. */
  unknownLanguage(agency: string): string;
  withdrawn(flight: string, date: string, agency: string): string;
}
