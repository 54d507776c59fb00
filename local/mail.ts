import { join } from 'node:path';
import { createSmtpStaffMail } from '#shared/adapters/nodemailer/staff-mail.ts';
import type { Configuration } from '#shared/config.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import { type MailServer, startMailServer } from './mailbox/mail-server.ts';

/** The mail of one machine: a mail server where one is named, else the mailbox of this machine. */
export interface MailService {
  readonly mail: StaffMail;
  /** Null for the real service. */
  readonly mailbox: MailServer | null;
  close(): Promise<void>;
}

const ownAddress = { name: 'Bauhaus Travel', address: 'desk@bauhaus.localhost' };

/** Opens the mail that the configuration names. */
export const openMailService = async (options: {
  readonly configuration: Configuration;
  readonly dataDir: string;
  readonly clock: Clock;
}): Promise<MailService> => {
  const { smtpUrl, from } = options.configuration.mail;
  const mailbox =
    smtpUrl === null
      ? await startMailServer({ folder: join(options.dataDir, 'mailbox'), clock: options.clock })
      : null;
  const mail = createSmtpStaffMail({
    url: smtpUrl ?? mailbox?.url ?? '',
    from: from ?? ownAddress,
  });
  return {
    mail,
    mailbox,
    close: async () => {
      mail.close();
      await mailbox?.close();
    },
  };
};
