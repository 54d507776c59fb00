import { z } from 'zod';
import { adviceOf, closedBreaker, defaultBreakerPolicy } from '#shared/domain/circuit-breaker.ts';
import { Instant } from '#shared/domain/instant.ts';
import { breakerServices } from '#shared/ports/circuit-breakers.ts';
import { OperationsReport, OperationsState } from '#shared/ports/operations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { json, operatorRoute, type Route } from '../route.ts';

const OperatorState = z
  .object({
    now: Instant,
    report: OperationsReport,
    ...OperationsState.shape,
    queues: z
      .array(z.object({ agent: z.string(), count: z.int(), oldestAt: Instant }))
      .nullable()
      .describe(
        'What waits for each agent in the queue; null: it is in the dashboard of the deployment.',
      ),
    circuits: z
      .array(
        z.object({
          service: z.string().describe('A further account at Twilio by its SID: `twilio/AC…`.'),
          state: z.enum(['closed', 'open', 'half-open']),
          until: Instant.nullable(),
          failures: z.int().describe('In a row, while it is closed.'),
          openedAt: Instant.nullable().describe('When it last opened.'),
        }),
      )
      .describe('The circuit breakers of the services that we call, by account.'),
    canPutBack: z.boolean().describe('What was set aside can be put back here.'),
  })
  .meta({
    id: 'OperatorState',
    description: 'How the platform is: what waits, what is not known, what was set aside.',
  });
type OperatorState = z.input<typeof OperatorState>;

const tag = 'Operator';

/** How the platform is, and putting back what was set aside. */
export const operatorStateRoutes = ({
  operations,
  circuits,
  queues,
  putBack,
  clock,
}: Pick<
  ApiDependencies,
  'operations' | 'circuits' | 'queues' | 'putBack' | 'clock'
>): readonly Route[] => {
  const circuitsNow = async (now: Instant): Promise<OperatorState['circuits']> => {
    const stored = new Map((await circuits()).map(({ service, state }) => [service, state]));
    return [...new Set([...breakerServices, ...stored.keys()])].map((service) => {
      const state = stored.get(service) ?? closedBreaker;
      const advice = adviceOf(state, now, defaultBreakerPolicy);
      return {
        ...{ service, state: advice.kind, failures: state.failures, openedAt: state.openedAt },
        until: advice.kind === 'open' ? advice.until : null,
      };
    });
  };
  return [
    operatorRoute(
      {
        method: 'GET',
        path: '/operator/state',
        tag,
        summary: 'How the platform is',
        description: 'Over all agencies, without anything personal.',
        responses: { 200: { description: 'How it is now.', schema: OperatorState } },
        problems: [],
      },
      async () => {
        const now = clock.now();
        const [report, state, waiting, open] = await Promise.all([
          operations.report(now),
          operations.operationsState(now),
          queues?.() ?? null,
          circuitsNow(now),
        ]);
        const canPutBack = putBack !== undefined;
        return json({ now, report, ...state, queues: waiting, circuits: open, canPutBack });
      },
    ),
    ...(putBack
      ? [
          operatorRoute(
            {
              method: 'POST',
              path: '/operator/quarantine/put-back',
              tag,
              summary: 'Put back what was set aside of an agent',
              description:
                'Once the defect is mended: the agent gets its events again, within two minutes, ' +
                'and what it decides by them may be sent.',
              body: z.strictObject({ agent: z.string().regex(/^[a-z][a-z-]{1,40}$/) }),
              example: { agent: 'notifications' },
              responses: {
                200: {
                  description: 'How many there were.',
                  schema: z.object({ putBack: z.int() }),
                },
              },
              problems: [
                'malformed-body',
                'body-too-large',
                'unsupported-media-type',
                'invalid-fields',
              ],
            },
            async ({ body: { agent } }) => json({ putBack: await putBack(agent) }),
          ),
        ]
      : []),
  ];
};
