import { SESv2Client, type SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { keyDigest } from '#shared/adapters/mail/message-id.ts';
import { type MailAddress, writtenAddress } from '#shared/domain/mail-address.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import { clientSettings } from './client-settings.ts';

/**
 * What SES answers where this mail is at fault, by its reference of `SendEmail`. Everything else
 * (paused, over its quota, a sender that is not verified) is an operator's to mend.
 */
const refusals: ReadonlySet<string> = new Set(['MessageRejected', 'BadRequestException']);

const isSesError = (error: unknown): error is SESv2ServiceException =>
  error instanceof Error && '$fault' in error;

/**
 * `StaffMail` by Amazon SES. SES gives each mail a Message-ID of its own; what is the same of
 * copies is `X-Entity-Ref-ID`.
 */
export const createSesStaffMail = (options: {
  readonly from: MailAddress;
  /** Default: one of the region that the environment names. */
  readonly client?: SESv2Client;
}): StaffMail => {
  const { from, client = new SESv2Client(clientSettings) } = options;
  const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    send: async ({ to, subject, text, html, key }) => {
      try {
        await client.send(
          new SendEmailCommand({
            FromEmailAddress: writtenAddress(from),
            Destination: { ToAddresses: [to] },
            Content: {
              Simple: {
                Subject: part(subject.replace(/[\r\n]+/g, ' ')),
                Body: { Text: part(text), ...(html !== undefined && { Html: part(html) }) },
                Headers: [
                  { Name: 'X-Entity-Ref-ID', Value: keyDigest(key) },
                  { Name: 'Auto-Submitted', Value: 'auto-generated' },
                ],
              },
            },
          }),
        );
        return 'sent';
      } catch (cause) {
        if (isSesError(cause) && refusals.has(cause.name)) return 'refused';
        throw new ServiceUnavailable('ses', isSesError(cause) ? cause.name : 'no answer', {
          cause,
        });
      }
    },
  };
};

/** The mail of a deployment; null where it has no sender. */
export const openStaffMail = ({
  mailFrom,
}: {
  readonly mailFrom: MailAddress | null;
}): StaffMail | null => mailFrom && createSesStaffMail({ from: mailFrom });
