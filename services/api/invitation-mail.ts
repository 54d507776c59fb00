import { html } from 'hono/html';
import type { Language } from '#shared/domain/trip.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { mailButton, mailPage, mailParagraph } from '#shared/mail/mail-page.ts';
import type { Log } from '#shared/ports/log.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import { type InvitationFacts, invitationWords } from './domain/invitation-mail.ts';

/** An invitation that was made. */
export interface MadeInvitation extends InvitationFacts {
  readonly id: string;
  readonly email: string;
  readonly link: string;
}

/**
 * A link to the console’s sign-in. What it opens stands behind the `#`, which no server and no
 * `Referer` gets to see.
 * @param parts `token` signs in; without it the provider of identities sends its own link.
 */
export const consoleLink = (
  consoleUrl: string,
  parts: { readonly invitation?: string; readonly token?: string },
): string => `${consoleUrl}/sign-in#${new URLSearchParams(parts)}`;

/**
 * Sends an invitation; it can be passed on by its link whatever becomes of this.
 * `none`: there is no mail here; `failed`: it was perhaps not sent.
 */
export const sendInvitation = async (
  { mail, log }: { readonly mail: StaffMail | null; readonly log: Log },
  invitation: MadeInvitation,
  language: Language,
): Promise<'sent' | 'refused' | 'failed' | 'none'> => {
  if (!mail) return 'none';
  const words = invitationWords(invitation, language);
  const { link, email, id } = invitation;
  const said = `${words.invitation} ${words.role}`;
  try {
    return await mail.send({
      to: email,
      subject: words.subject,
      text: [
        words.greeting,
        said,
        `${words.accept}:\n${link}`,
        words.until,
        `--\n${words.footer}`,
      ].join('\n\n'),
      html: await mailPage({
        language,
        title: words.subject,
        preview: said,
        rows: [
          mailParagraph(words.greeting),
          mailParagraph(said),
          mailButton(words.accept, link),
          mailParagraph(
            html`${words.orCopy}<br><a class="accent" href="${link}"
              style="color:#1c5796;word-break:break-all">${link}</a>`,
            true,
          ),
          mailParagraph(words.until, true),
        ],
        footer: words.footer,
      }),
      key: `invitation/${id}`,
    });
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    log.warn('an invitation was not mailed', { provider: error.service });
    return 'failed';
  }
};
