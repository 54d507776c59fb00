import { minute } from '#shared/domain/instant.ts';
import type { Course } from './delivery.ts';

/** A number with which something always goes wrong in the same way. */
export interface FailingPhone {
  /** E.164. */
  readonly phone: string;
  readonly what: string;
  /** Twilio's error code, where the failure has one. */
  readonly code: number | null;
  /**
   * How requests that send to it are answered: `busy` refuses the first two for each message with
   * 429, `answer-lost` accepts, answers 500 and never reports a status, `lost-once` answers the
   * first for each message with 500 and does not take it.
   */
  readonly answer: 'accepted' | 'busy' | 'answer-lost' | 'lost-once';
  readonly course: Course;
}

const fails = (code: number): Pick<FailingPhone, 'answer' | 'course' | 'code'> => ({
  answer: 'accepted',
  course: { kind: 'failed', code },
  code,
});
const arrives = (
  answer: FailingPhone['answer'],
  course: Partial<Extract<Course, { kind: 'delivered' }>> = {},
): Pick<FailingPhone, 'answer' | 'course' | 'code'> => ({
  answer,
  course: { kind: 'delivered', afterMs: null, ...course },
  code: null,
});

/** Nobody's numbers: they are in a range that is never given out. */
export const failingNumbers: readonly FailingPhone[] = [
  { phone: '+5491155550190', what: 'not on WhatsApp', ...fails(63024) },
  { phone: '+5491155550191', what: 'WhatsApp knows no such address', ...fails(63003) },
  { phone: '+5491155550192', what: 'a landline', ...fails(30006) },
  { phone: '+5491155550193', what: 'has blocked the agency', ...fails(63014) },
  {
    phone: '+5491155550194',
    what: 'sent, and then not delivered',
    answer: 'accepted',
    course: { kind: 'undelivered', code: 30008 },
    code: 30008,
  },
  {
    phone: '+5491155550195',
    what: 'delivered two real minutes late',
    ...arrives('accepted', { afterMs: 2 * minute }),
  },
  { phone: '+5491155550196', what: 'too many requests twice, then sent', ...arrives('busy') },
  {
    phone: '+5491155550197',
    what: 'sent, but Twilio’s answer is lost and no status comes',
    ...arrives('answer-lost'),
  },
  {
    phone: '+5491155550198',
    what: 'Twilio’s answer is lost, and the message with it at the first try',
    ...arrives('lost-once'),
  },
];
