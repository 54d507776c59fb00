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
        'The circuit breaker of each service that we call. While it is open, the service ' +
          'is not called and its work waits.',
      ),
  })
  .meta({
    id: 'Health',
    description: 'Whether the service works, and the state of its dependencies.',
  });

/** Health and documentation; `otherRoutes` are documented besides these. */
export const serviceRoutes = (
  {
    health,
    breakers,
    twilio,
    log,
  }: Pick<ApiDependencies, 'health' | 'breakers' | 'twilio' | 'log'>,
  otherRoutes: readonly Route[],
): readonly Route[] => {
  let page: Promise<() => Response> | null = null;
  const routes: readonly Route[] = [
    openRoute(
      {
        method: 'GET',
        path: '/health',
        tag: 'Service',
        summary: 'Whether the service works',
        responses: {
          200: { description: 'It works.', schema: Health },
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
        const isDown = Object.values(dependencies).some(({ state }) => state === 'down');
        // An open breaker does not make this service unavailable: the work waits.
        const breakerStates = Object.entries(await breakers()).map(([name, { kind, ...rest }]) => [
          name,
          { state: kind, ...rest },
        ]);
        return json(
          {
            status: isDown ? 'unavailable' : 'ok',
            dependencies,
            breakers: Object.fromEntries(breakerStates),
          },
          isDown ? 503 : 200,
        );
      },
    ),
    openRoute(
      {
        method: 'GET',
        path: '/openapi.json',
        tag: 'Service',
        summary: 'This documentation as OpenAPI 3.1',
        responses: { 200: { description: 'The document.', contentType: 'application/json' } },
        problems: [],
      },
      async () => json(document),
    ),
    openRoute(
      {
        method: 'GET',
        path: '/docs',
        tag: 'Service',
        summary: 'This documentation as a page',
        responses: { 200: { description: 'A page.', contentType: 'text/html' } },
        problems: [],
      },
      async () => {
        page ??= docsPage(document);
        return (await page)();
      },
    ),
  ];
  const document = openApiDocument([...otherRoutes, ...routes], twilio.publicBaseUrl);
  return routes;
};
