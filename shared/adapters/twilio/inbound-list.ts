import { z } from 'zod';
import { epoch, type Instant, second } from '#shared/domain/instant.ts';
import type { TwilioAccount } from './account.ts';
import { callApi, messagesPath } from './messages.ts';

/** Dates are RFC 2822, in whole seconds. */
const Page = z.object({
  messages: z.array(
    z.object({
      sid: z.string(),
      direction: z.string(),
      from: z.string(),
      to: z.string(),
      body: z.string().nullish(),
      num_media: z.coerce.number().default(0),
      subresource_uris: z.object({ media: z.string() }),
      date_created: z.string().transform(Date.parse).pipe(z.number()),
    }),
  ),
  next_page_uri: z.string().nullish(),
});
type Listed = z.output<typeof Page>['messages'][number];
const MediaList = z.object({
  media_list: z.array(z.object({ uri: z.string(), content_type: z.string() })),
});

const host = 'https://api.twilio.com';
const pageSize = 500;

/** Parameters of a page's address. */
const parametersOf = (uri: string): Readonly<Record<string, string>> =>
  Object.fromEntries(new URL(uri, host).searchParams);

/** The form of the webhook that a message came with, or should have come with. */
const formOf = async (
  account: TwilioAccount,
  { sid, from, to, body, num_media, subresource_uris }: Listed,
  timeoutMs: number,
): Promise<Readonly<Record<string, string>>> => {
  const media =
    num_media === 0
      ? []
      : MediaList.parse(
          JSON.parse(
            (await callApi(account, { method: 'GET', path: subresource_uris.media, timeoutMs }))
              .body,
          ),
        ).media_list;
  return {
    MessageSid: sid,
    AccountSid: account.accountSid,
    From: from,
    To: to,
    Body: body ?? '',
    NumMedia: String(media.length),
    ...Object.fromEntries(
      media.flatMap(({ uri, content_type }, index) => [
        [`MediaUrl${index}`, host + uri.replace(/\.json$/, '')],
        [`MediaContentType${index}`, content_type],
      ]),
    ),
  };
};

/**
 * The webhooks of all messages that a sender (`whatsapp:+…`) was written since an instant, oldest
 * first, made of Twilio's own list: what was chosen from buttons and locations is in the text only.
 * @throws Refusal
 * @throws NoAnswer
 */
export const listInbound = async (
  account: TwilioAccount,
  { to, since }: { readonly to: string; readonly since: Instant },
  timeoutMs = 10 * second,
): Promise<readonly Readonly<Record<string, string>>[]> => {
  const earliest = Math.floor(epoch(since) / second) * second;
  const found: Listed[] = [];
  let query: Readonly<Record<string, string>> | null = { To: to, PageSize: String(pageSize) };
  while (query !== null) {
    const answer = await callApi(account, {
      method: 'GET',
      path: messagesPath(account),
      query,
      timeoutMs,
    });
    const { messages, next_page_uri: next } = Page.parse(JSON.parse(answer.body));
    const recent = messages.filter(({ date_created }) => date_created >= earliest);
    found.push(...recent.filter(({ direction }) => direction === 'inbound'));
    // Newest first: a page with older ones is the last that matters.
    query = next && recent.length === messages.length ? parametersOf(next) : null;
  }
  const forms: Readonly<Record<string, string>>[] = [];
  for (const message of found.reverse()) forms.push(await formOf(account, message, timeoutMs));
  return forms;
};
