import { duration } from '#shared/domain/duration.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { formatDate, formatMoment, localClock, localDate } from '#shared/domain/local-time.ts';
import type { Language } from '#shared/domain/trip.ts';

/** What a fact is about: the words that lead to it must not be about something else. */
export type Subject =
  | 'departure'
  | 'arrival'
  | 'airport'
  | 'gate'
  | 'terminal'
  | 'belt'
  | 'delay'
  | 'duration'
  | 'until'
  | 'flight'
  | 'from'
  | 'to'
  | 'hotel'
  | 'check_in'
  | 'check_out'
  | 'transfer'
  | 'agency'
  | 'emergency'
  | 'return_date'
  | 'now'
  | 'place'
  /** Whole sentences of ours, or a name: nothing has to lead to it. */
  | 'any';

/** Where a time is told, and how much of it. */
export interface Moment {
  readonly at: Instant;
  readonly place: { readonly zone: string; readonly iata: string };
  readonly as: 'time' | 'date' | 'moment';
}

/** Which of the flights of a journey a fact is of; `none`: of none. */
export type Direction = 'outbound' | 'return' | 'onward' | 'none';

/** One thing that is known, by the name with which a model refers to it. */
export interface Fact {
  /** Such as `departure.time`; of another flight of the journey `leg2.departure.time`. */
  readonly name: string;
  readonly subject: Subject;
  /** As our own sentences write it, in the language of the answer. */
  readonly text: string;
  /** Where it is an instant, which may be counted back from. */
  readonly moment: Moment | null;
  readonly direction: Direction;
  /** Of a flight that was not asked about: the sentence must say which one it means. */
  readonly isOtherLeg: boolean;
  /** One or more sentences, which stand for themselves. */
  readonly isSentence: boolean;
}

/** All facts of a conversation, by name. */
export type Facts = ReadonlyMap<string, Fact>;

/** A moment as it is written in a language, so many minutes later. */
export const momentText = (
  { at, place, as }: Moment,
  language: Language,
  offsetMinutes = 0,
): string => {
  const moved = plus(at, offsetMinutes * minute);
  switch (as) {
    case 'time':
      return `${localClock(moved, place.zone)} (${place.iata})`;
    case 'date':
      return formatDate(localDate(moved, place.zone), language);
    case 'moment':
      return formatMoment(moved, place, language, { weekday: true });
  }
};

const plain = { moment: null, direction: 'none', isOtherLeg: false, isSentence: false } as const;

/** A fact that is a text; none where nothing is known. */
export const textFact = (
  name: string,
  subject: Subject,
  text: string | null | undefined,
): readonly Fact[] => (text ? [{ ...plain, name, subject, text }] : []);

/** A fact of whole sentences; none where nothing is known. */
export const sentenceFact = (name: string, text: string | null): readonly Fact[] =>
  text ? [{ ...plain, name, subject: 'any', text, isSentence: true }] : [];

/** The facts that an instant makes: its time, its date, and both. */
export const momentFacts = (
  name: string,
  subject: Subject,
  at: Instant | null,
  place: Moment['place'],
  language: Language,
): readonly Fact[] =>
  at === null
    ? []
    : (['time', 'date', 'moment'] as const).map((as) => {
        const moment = { at, place, as };
        return {
          ...plain,
          name: `${name}.${as}`,
          subject,
          text: momentText(moment, language),
          moment,
        };
      });

/** A fact that is a length of time; none below a minute. */
export const lengthFact = (name: string, subject: Subject, minutes: number): readonly Fact[] =>
  textFact(name, subject, minutes >= 1 ? duration(Math.round(minutes)) : null);
