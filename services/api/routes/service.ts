import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { docsPage } from '../docs-page.ts';
import { openApiDocument } from '../openapi.ts';
import { json, openRoute, type Route } from '../route.ts';

const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    dependencies: z.record(
      z.string(),
      z.object({ state: z.enum(['up', 'simulated', 'down']), detail: z.string().optional() }),
    ),
    breakers: z
      .record(
        z.string(),
        z.object({ state: z.enum(['closed', 'open', 'half-open']), until: Instant.optional() }),
      )
      .describe(
        'Whether each service that we call is called: not while its breaker is open; ' +
          'what needs it waits.',
      ),
  })
  .meta({ id: 'Health', description: 'Whether the service works, and each thing it depends on.' });

/** Health and documentation; `documented` are the routes besides these. */
export const serviceRoutes = (
  {
    health,
    breakers,
    twilio,
    log,
  }: Pick<ApiDependencies, 'health' | 'breakers' | 'twilio' | 'log'>,
  documented: readonly Route[],
): readonly Route[] => {
  let page: Promise<() => Response> | null = null;
  const routes: readonly Route[] = [
    openRoute(
      {
        method: 'GET',
        path: '/health',
        tag: 'Service',
        summary: 'Whether the service works',
        answers: {
          200: { description: 'It does.', schema: Health },
          503: { description: 'A dependency is down.', schema: Health },
        },
        problems: [],
      },
      async () => {
        const dependencies = await health().catch((error: unknown) => {
          log.error('the health check itself failed', {
            error: error instanceof Error ? error.name : 'unknown',
          });
          return { service: { state: 'down' as const } };
        });
        const down = Object.values(dependencies).some(({ state }) => state === 'down');
        // A service of others that is down does not make this one unavailable: its work waits.
        const standing = Object.entries(await breakers()).map(([name, { kind, ...rest }]) => [
          name,
          { state: kind, ...rest },
        ]);
        return json(
          {
            status: down ? 'unavailable' : 'ok',
            dependencies,
            breakers: Object.fromEntries(standing),
          },
          down ? 503 : 200,
        );
      },
    ),
    openRoute(
      {
        method: 'GET',
        path: '/openapi.json',
        tag: 'Service',
        summary: 'This description, as OpenAPI 3.1',
        answers: { 200: { description: 'The document.', contentType: 'application/json' } },
        problems: [],
      },
      async () => json(document),
    ),
    openRoute(
      {
        method: 'GET',
        path: '/docs',
        tag: 'Service',
        summary: 'This description, to be read',
        answers: { 200: { description: 'A page.', contentType: 'text/html' } },
        problems: [],
      },
      async () => {
        page ??= docsPage(document);
        return (await page)();
      },
    ),
  ];
  const document = openApiDocument([...documented, ...routes], twilio.publicBaseUrl);
  return routes;
};
