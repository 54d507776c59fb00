import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error response in Twilio's format. */
export const problem = (
  c: Context,
  status: ContentfulStatusCode,
  code: number,
  message: string,
): Response =>
  c.json(
    { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    status,
  );
