import { createTransport } from 'nodemailer';
import { messageIdOf } from '#shared/adapters/mail/message-id.ts';
import { isLoopback } from '#shared/client-address.ts';
import type { MailAddress } from '#shared/domain/mail-address.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';

/** A request of an agency waits for a mail, so none takes long. */
const timeoutsMs = {
  dnsTimeout: 4_000,
  connectionTimeout: 4_000,
  greetingTimeout: 4_000,
  socketTimeout: 8_000,
};

const codeOf = (error: unknown): string => {
  const code: unknown = Reflect.get(Object(error), 'code');
  return typeof code === 'string' ? code : 'unknown';
};

/**
 * Whether the server said for good that it does not take this mail (RFC 5321 §4.2.1: 5xx). One that
 * refuses us (535, 530) or says nothing may take it once its operator has acted.
 */
const isRefusal = (error: unknown): boolean => {
  const status: unknown = Reflect.get(Object(error), 'responseCode');
  return (
    typeof status === 'number' &&
    status >= 500 &&
    ['EENVELOPE', 'EMESSAGE'].includes(codeOf(error)) &&
    status !== 530 &&
    status !== 535
  );
};

/** `StaffMail` by SMTP, whose connections can be closed. */
export interface SmtpStaffMail extends StaffMail {
  close(): void;
}

/**
 * `StaffMail` by SMTP. Mail leaves this machine encrypted or not at all: `smtps:` from the first
 * byte, `smtp:` by STARTTLS.
 */
export const createSmtpStaffMail = (options: {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  readonly url: string;
  readonly from: MailAddress;
}): SmtpStaffMail => {
  const { url, from } = options;
  const isOfThisMachine = isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''));
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    ...timeoutsMs,
    ...(isOfThisMachine ? { ignoreTLS: true } : { requireTLS: true }),
    tls: { minVersion: 'TLSv1.2' },
    // A path or an address in a mail would be opened, and its content sent.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, subject, text, html, key }) => {
      try {
        await transport.sendMail({
          from: { name: from.name, address: from.address },
          to: { name: '', address: to },
          subject,
          text,
          ...(html !== undefined && { html }),
          messageId: messageIdOf(key, from),
          // No out-of-office answers: RFC 3834.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return 'sent';
      } catch (cause) {
        if (isRefusal(cause)) return 'refused';
        throw new ServiceUnavailable('smtp', codeOf(cause), { cause });
      }
    },
    close: () => transport.close(),
  };
};
