import { z } from 'zod';
import { second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { callTwilio, type TwilioAccount, type TwilioCall } from './account.ts';

/** The approval of a template, in Twilio's words; `unsubmitted`: nobody has asked for it yet. */
export const ApprovalStatus = z
  .enum([
    'unsubmitted',
    'received',
    'pending',
    'approved',
    'rejected',
    'paused',
    'disabled',
    'unknown',
  ])
  .catch('unknown');
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const Content = z
  .object({
    sid: z.string(),
    friendly_name: text,
    language: text,
    types: z.record(z.string(), z.looseObject({ body: z.string().optional() })).nullish(),
    approval_requests: z
      .object({ status: ApprovalStatus, category: text, rejection_reason: text })
      .nullish(),
  })
  .transform((content) => ({
    sid: content.sid,
    friendlyName: content.friendly_name,
    language: content.language,
    body:
      content.types?.['twilio/text']?.body ?? content.types?.['twilio/quick-reply']?.body ?? null,
    approval: content.approval_requests?.status ?? ('unsubmitted' as const),
    category: content.approval_requests?.category.toUpperCase() ?? '',
    rejection: content.approval_requests?.rejection_reason ?? '',
  }));
/** A template as Twilio has it, with WhatsApp's approval. */
export type Content = z.output<typeof Content>;

const Page = z.object({
  contents: z.array(Content),
  meta: z.object({ next_page_url: z.string().nullish() }),
});
const Created = z.object({ sid: z.string() });

/** What a content is shown as, by Twilio's names of its content types. */
export type ContentTypes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A template to create. */
export interface NewContent {
  readonly friendlyName: string;
  /** WhatsApp's language code, such as `pt_BR`. */
  readonly language: string;
  readonly types: ContentTypes;
  /** An example for every variable, for WhatsApp's reviewers. */
  readonly samples: Readonly<Record<string, string>>;
}

/** The body of `POST /v1/Content`. */
export const contentRequest = ({ friendlyName, language, types, samples }: NewContent) => ({
  friendly_name: friendlyName,
  language,
  variables: { ...samples },
  types,
});

/**
 * The templates of an account at Twilio's Content API (content.twilio.com/v1).
 * @throws ServiceUnavailable by every call that is not answered with success.
 */
export interface TwilioContents {
  list(): Promise<readonly Content[]>;
  /**
   * Creates a template and returns its content sid. Outside the 24-hour window it cannot be sent
   * before WhatsApp approves it.
   */
  create(content: NewContent): Promise<string>;
  /** Asks WhatsApp to approve it as UTILITY under its friendly name. */
  requestApproval(sid: string, friendlyName: string): Promise<void>;
}

const pageSize = 500;
const maxPages = 50;

/**
 * `TwilioContents` over HTTP. Not by the SDK, whose `ContentCreateRequest` drops the name and the
 * types.
 */
export const createTwilioContents = (
  account: TwilioAccount,
  timeoutMs = 20 * second,
): TwilioContents => {
  const request = async <T>(
    schema: z.ZodType<T>,
    call: Omit<TwilioCall, 'host' | 'timeoutMs'>,
  ): Promise<T> => {
    const answer = await callTwilio(account, {
      ...call,
      host: 'content.twilio.com',
      timeoutMs,
    }).catch((cause: unknown) => {
      throw new ServiceUnavailable('twilio', `${call.method} ${call.path} was not answered`, {
        cause,
      });
    });
    if (answer.status < 200 || answer.status >= 300) {
      throw new ServiceUnavailable(
        'twilio',
        [
          `${call.method} ${call.path} was answered with ${answer.status}`,
          answer.body.slice(0, 300),
        ].join(': '),
      );
    }
    try {
      return schema.parse(JSON.parse(answer.body));
    } catch (cause) {
      throw new ServiceUnavailable(
        'twilio',
        `${call.method} ${call.path} was answered with something unreadable`,
        { cause },
      );
    }
  };

  return {
    async list() {
      const contents: Content[] = [];
      let query: Readonly<Record<string, unknown>> = { PageSize: pageSize };
      for (let pages = 0; pages < maxPages; pages++) {
        const page = await request(Page, {
          method: 'GET',
          path: '/v1/ContentAndApprovals',
          query,
        });
        contents.push(...page.contents);
        if (!page.meta.next_page_url) return contents;
        query = Object.fromEntries(new URL(page.meta.next_page_url).searchParams);
      }
      throw new ServiceUnavailable('twilio', `more than ${maxPages * pageSize} templates`);
    },
    async create(content) {
      return (
        await request(Created, {
          method: 'POST',
          path: '/v1/Content',
          json: contentRequest(content),
        })
      ).sid;
    },
    async requestApproval(sid, friendlyName) {
      await request(z.unknown(), {
        method: 'POST',
        path: `/v1/Content/${sid}/ApprovalRequests/whatsapp`,
        json: { name: friendlyName, category: 'UTILITY' },
      });
    },
  };
};
