import { getCookie } from 'hono/cookie';
import { z } from 'zod';
import { seeingOwnOf } from '#shared/acting.ts';
import { authenticate } from '../authenticate.ts';
import { changeStream, type StreamParts } from '../change-stream.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { groupsOf } from '../limited.ts';
import { ownOf } from '../own.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, type Caller, type Route } from '../route.ts';
import { sessionCookieName } from '../session.ts';
import { changesCursor } from './changes.ts';

/** Consoles that are open at once; each looks a few times a second. */
const mostStreams = 200;
const access = { access: 'read', isForLimited: true } as const;

/** What has changed, as it happens: on one machine, where a connection may stay open. */
export const changeStreamRoutes = ({
  changes,
  pause,
  ...deps
}: Pick<ApiDependencies, 'changes' | 'desk' | 'sessions' | 'clock'> &
  Pick<StreamParts, 'pause'>): readonly Route[] => {
  let open = 0;
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/changes/stream',
        tag: 'Service',
        summary: 'What changes, as it happens',
        description:
          'Server-sent events: `changes` with what `GET /changes` answers, its cursor as the ' +
          'event’s id, and `end` when the session has ended. Only on one machine.',
        isForLimited: true,
        query: z.strictObject({
          after: changesCursor.describe('A cursor; default: `Last-Event-ID`.'),
        }),
        headers: z.object({ 'last-event-id': changesCursor }),
        responses: {
          200: { description: 'Events without an end.', contentType: 'text/event-stream' },
        },
        problems: ['invalid-request', 'too-many-requests'],
      },
      async ({ caller, query, headers }, c) => {
        if (open >= mostStreams)
          throw new Problem('too-many-requests', 'Too many are listening.', {
            headers: { 'retry-after': '30' },
          });
        const shown = {
          authorization: c.req.header('authorization'),
          session: getCookie(c, sessionCookieName),
        };
        let listener: Caller | null = caller;
        open += 1;
        const stream = changeStream(
          {
            look: (cursor) => {
              const who = listener ?? caller;
              return seeingOwnOf(ownOf(who), () =>
                changes.after(caller.agencyId, cursor, groupsOf(who)),
              );
            },
            mayListen: async () => {
              listener = await authenticate(deps, shown, access, deps.clock.now()).catch(refused);
              return listener !== null;
            },
            pause,
            onEnd: () => {
              open -= 1;
            },
          },
          query.after ?? headers['last-event-id'] ?? null,
        );
        return new Response(stream, {
          // Proxies such as nginx would hold events back until a buffer is full.
          headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
        });
      },
    ),
  ];
};

const refused = (error: unknown): null => {
  if (error instanceof Problem) return null;
  throw error;
};
