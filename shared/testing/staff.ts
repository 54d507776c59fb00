import { ServiceUnavailable } from '#shared/errors.ts';
import type { StaffMail, StaffMessage } from '#shared/ports/staff-mail.ts';
import type { StaffPush, StaffPushMessage } from '#shared/ports/staff-push.ts';

/** Mail to staff that is kept; `answers` says what becomes of one, by default it is sent. */
export class RecordingStaffMail implements StaffMail {
  readonly sent: StaffMessage[] = [];
  answers: (message: StaffMessage) => 'sent' | 'refused' | 'unavailable' = () => 'sent';
  async send(message: StaffMessage): Promise<'sent' | 'refused'> {
    const answer = this.answers(message);
    if (answer === 'unavailable') throw new ServiceUnavailable('mail', 'no answer');
    if (answer === 'sent' && !this.sent.some(({ key }) => key === message.key))
      this.sent.push(message);
    return answer;
  }
}

/** Pushes to staff that are kept; `answers` says what becomes of one, by default none arrives. */
export class RecordingStaffPush implements StaffPush {
  readonly pushed: StaffPushMessage[] = [];
  answers: (message: StaffPushMessage) => 'sent' | 'nowhere' = () => 'nowhere';
  async push(message: StaffPushMessage): Promise<'sent' | 'nowhere'> {
    const answer = this.answers(message);
    if (answer === 'sent') this.pushed.push(message);
    return answer;
  }
}
