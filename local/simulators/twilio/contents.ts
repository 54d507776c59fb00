import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { SimulatedMessage } from './message.ts';

/** The body of POST /v1/Content: a template in one language. */
export const ContentRequest = z.object({
  friendly_name: z.string().default(''),
  language: z.string().min(2),
  variables: z.record(z.string(), z.string()).default({}),
  types: z
    .record(z.string(), z.looseObject({ body: z.string().optional() }))
    .refine((types) => Object.keys(types).length > 0, 'at least one type'),
});
export type ContentRequest = z.input<typeof ContentRequest>;

/** The body of POST /v1/Content/{sid}/ApprovalRequests/whatsapp. */
export const ApprovalRequest = z.object({
  name: z.string().regex(/^[a-z0-9_]+$/, 'lower case, digits and _'),
  category: z.string(),
});

/** A stored template. */
export interface Content {
  readonly sid: string;
  readonly request: z.output<typeof ContentRequest>;
  readonly createdAt: Instant;
  /** Null until approval is requested, which is granted at once. */
  readonly approval: { readonly name: string; readonly category: string } | null;
}

/** The templates of the account. */
export interface Contents {
  all(): readonly Content[];
  get(sid: string): Content | undefined;
  add(request: z.output<typeof ContentRequest>, now: Instant): Content;
  approve(sid: string, approval: z.output<typeof ApprovalRequest>): Content | null;
  remove(sid: string): boolean;
}

/**
 * Creates the store of templates. Sids follow from names and languages, so that a stored sid stays
 * valid after a restart.
 */
export const createContents = (): Contents => {
  const contents = new Map<string, Content>();
  return {
    all: () => [...contents.values()],
    get: (sid) => contents.get(sid),
    add: (request, now) => {
      const namesakes = [...contents.values()].filter(
        (content) =>
          content.request.friendly_name === request.friendly_name &&
          content.request.language === request.language,
      );
      const sid = `HX${createHash('md5')
        .update(JSON.stringify([request.friendly_name, request.language, namesakes.length]))
        .digest('hex')}`;
      const content: Content = { sid, request, createdAt: now, approval: null };
      contents.set(sid, content);
      return content;
    },
    approve: (sid, approval) => {
      const content = contents.get(sid);
      if (!content) return null;
      const approved: Content = { ...content, approval };
      contents.set(sid, approved);
      return approved;
    },
    remove: (sid) => contents.delete(sid),
  };
};

/** WhatsApp approves texts; what has answers to tap is sent inside the 24-hour window alone. */
export const isForApproval = ({ request }: Content): boolean => 'twilio/text' in request.types;

/** What WhatsApp takes of answers to tap: more, or longer ones, are refused. */
const limits = { body: 1_024, replies: 3, reply: 20, items: 10, item: 24, button: 20 };

/** Whether WhatsApp takes a content as it is filled in. */
export const isTaken = (body: string, choices: SimulatedMessage['choices']): boolean => {
  if (choices === null) return true;
  const { list, items } = choices;
  const [most, longest] =
    list === null ? [limits.replies, limits.reply] : [limits.items, limits.item];
  const titles = items.map(({ title }) => title);
  return (
    body.length <= limits.body &&
    items.length <= most &&
    (list === null || list.length <= limits.button) &&
    titles.every((title) => title !== '' && title.length <= longest) &&
    new Set(titles).size === titles.length
  );
};

const QuickReply = z.object({
  actions: z.array(z.object({ id: z.string().default(''), title: z.string() })).min(1),
});
const ListPicker = z.object({
  button: z.string(),
  items: z.array(z.object({ id: z.string(), item: z.string() })).min(1),
});

/** What a traveller may choose of a content: quick replies, or a list that a button opens. */
export const choicesOf = (
  content: Content,
  variables: Readonly<Record<string, string>>,
): SimulatedMessage['choices'] => {
  const { types } = content.request;
  const filled = (text: string) => withVariables(content, text, variables);
  const replies = QuickReply.safeParse(types['twilio/quick-reply']).data;
  if (replies)
    return {
      list: null,
      items: replies.actions.map(({ id, title }) => ({
        id: filled(id === '' ? title : id),
        title: filled(title),
      })),
    };
  const list = ListPicker.safeParse(types['twilio/list-picker']).data;
  if (!list) return null;
  return {
    list: filled(list.button),
    items: list.items.map(({ id, item }) => ({ id: filled(id), title: filled(item) })),
  };
};

const withVariables = (
  content: Content,
  text: string,
  variables: Readonly<Record<string, string>>,
): string => {
  const all = { ...content.request.variables, ...variables };
  return text.replace(
    /\{\{\s*(\w+)\s*\}\}/g,
    (placeholder, name: string) => all[name] ?? placeholder,
  );
};

/** The text of a template with its variables; missing ones have the template's sample values. */
export const renderContent = (
  content: Content,
  variables: Readonly<Record<string, string>>,
): string => {
  const body =
    Object.values(content.request.types).find((type) => type.body !== undefined)?.body ?? '';
  return withVariables(content, body, variables);
};
