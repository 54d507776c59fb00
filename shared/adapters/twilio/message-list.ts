import { z } from 'zod';
import { instant, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { SentMessage } from '#shared/ports/message-sender.ts';
import type { TwilioAccount } from './account.ts';
import { callApi, messagesPath } from './messages.ts';

/** Dates are RFC 2822, in whole seconds. */
const Page = z.object({
  messages: z.array(
    z.object({
      sid: z.string(),
      body: z.string().nullish(),
      date_created: z.string().transform(Date.parse).pipe(z.number()),
    }),
  ),
  next_page_uri: z.string().nullish(),
});

type Listed = z.output<typeof Page>['messages'][number];

const pageSize = 100;
const maxPages = 10;

const newestFirst = (a: Listed, b: Listed): number => b.date_created - a.date_created;
const sentMessage = ({ sid, body, date_created }: Listed): SentMessage => ({
  providerId: sid,
  createdAt: instant(date_created),
  text: body ?? '',
});

/**
 * The messages between two numbers (`whatsapp:+…`) created since an instant (ms), newest first.
 * Twilio's own date filter uses DateSent, which a queued message does not have yet.
 * @throws ServiceUnavailable where there are more than `maxPages` hold.
 * @throws Refusal
 * @throws NoAnswer
 */
export const listMessages = async (
  account: TwilioAccount,
  query: { readonly to: string; readonly from: string; readonly sinceMs: number },
  timeoutMs: number,
): Promise<readonly SentMessage[]> => {
  const earliest = Math.floor(query.sinceMs / second) * second;
  let parameters: Readonly<Record<string, string>> = {
    To: query.to,
    From: query.from,
    PageSize: String(pageSize),
  };
  const recent: Listed[] = [];
  const path = messagesPath(account);
  for (let read = 0; read < maxPages; read += 1) {
    const answer = await callApi(account, { method: 'GET', path, query: parameters, timeoutMs });
    const { messages, next_page_uri: next } = Page.parse(JSON.parse(answer.body));
    const recentOnPage = messages.filter((message) => message.date_created >= earliest);
    recent.push(...recentOnPage);
    if (!next || recentOnPage.length === 0) return recent.sort(newestFirst).map(sentMessage);
    parameters = Object.fromEntries(new URL(next, 'https://api.twilio.com').searchParams);
  }
  throw new ServiceUnavailable('twilio', `more than ${maxPages * pageSize} messages to look at`);
};
