import { Hono } from 'hono';
import type { Clock } from '#shared/ports/clock.ts';
import { ApprovalRequest, type Content, ContentRequest, type Contents } from './contents.ts';
import { problem } from './problem.ts';

const base = 'https://content.twilio.com/v1/Content';
const maxPageSize = 1_000;

/** Twilio's Content API (content.twilio.com/v1): templates and their approval by WhatsApp. */
export const contentApi = (deps: {
  readonly accountSid: string;
  readonly contents: Contents;
  readonly clock: Clock;
}): Hono => {
  const { accountSid, contents, clock } = deps;
  const contentJson = ({ sid, request, createdAt }: Content) => ({
    sid,
    account_sid: accountSid,
    friendly_name: request.friendly_name,
    language: request.language,
    variables: request.variables,
    types: request.types,
    url: `${base}/${sid}`,
    date_created: createdAt,
    date_updated: createdAt,
    links: {
      approval_create: `${base}/${sid}/ApprovalRequests/whatsapp`,
      approval_fetch: `${base}/${sid}/ApprovalRequests`,
    },
  });
  const approvalJson = ({ approval, request }: Content) => ({
    type: 'whatsapp',
    name: approval?.name ?? '',
    category: approval?.category ?? '',
    content_type: Object.keys(request.types)[0] ?? '',
    status: approval === null ? 'unsubmitted' : 'approved',
    rejection_reason: '',
    allow_category_change: true,
  });
  const page = (
    path: string,
    query: (name: string) => string | undefined,
    toJson: (content: Content) => object,
  ) => {
    const size = Math.min(maxPageSize, Math.max(1, Number(query('PageSize')) || 50));
    const index = Math.max(0, Number(query('Page')) || 0);
    const all = contents.all();
    const url = (page: number): string =>
      `https://content.twilio.com${path}?PageSize=${size}&Page=${page}`;
    return {
      contents: all.slice(index * size, (index + 1) * size).map(toJson),
      meta: {
        page: index,
        page_size: size,
        first_page_url: url(0),
        previous_page_url: index === 0 ? null : url(index - 1),
        url: url(index),
        next_page_url:
          (index + 1) * size < all.length ? `${url(index + 1)}&PageToken=PT${index + 1}` : null,
        key: 'contents',
      },
    };
  };

  const api = new Hono();
  api.post('/Content', async (c) => {
    const parsed = ContentRequest.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success)
      return problem(
        c,
        400,
        20001,
        parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
      );
    return c.json(contentJson(contents.add(parsed.data, clock.now())), 201);
  });
  api.get('/Content', (c) => c.json(page('/v1/Content', (name) => c.req.query(name), contentJson)));
  api.get('/ContentAndApprovals', (c) =>
    c.json(
      page(
        '/v1/ContentAndApprovals',
        (name) => c.req.query(name),
        (content) => {
          const { url: _url, links: _links, ...rest } = contentJson(content);
          return { ...rest, approval_requests: approvalJson(content) };
        },
      ),
    ),
  );
  api.get('/Content/:sid', (c) => {
    const content = contents.get(c.req.param('sid'));
    return content
      ? c.json(contentJson(content))
      : problem(c, 404, 20404, 'The requested resource was not found');
  });
  api.delete('/Content/:sid', (c) =>
    contents.remove(c.req.param('sid'))
      ? c.body(null, 204)
      : problem(c, 404, 20404, 'The requested resource was not found'),
  );
  api.post('/Content/:sid/ApprovalRequests/whatsapp', async (c) => {
    const parsed = ApprovalRequest.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success)
      return problem(
        c,
        400,
        20001,
        parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
      );
    const content = contents.approve(c.req.param('sid'), parsed.data);
    if (!content) return problem(c, 404, 20404, 'The requested resource was not found');
    const { type: _type, ...approval } = approvalJson(content);
    return c.json({ ...approval, status: 'received' }, 201);
  });
  api.get('/Content/:sid/ApprovalRequests', (c) => {
    const content = contents.get(c.req.param('sid'));
    if (!content) return problem(c, 404, 20404, 'The requested resource was not found');
    return c.json({
      sid: content.sid,
      account_sid: accountSid,
      whatsapp: approvalJson(content),
      url: `${base}/${content.sid}/ApprovalRequests`,
    });
  });
  return api;
};
