import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { connections } from './agent.ts';

/** The connections agent on Lambda; it needs the database alone. */
export const handler = agentLambdaEntry('connections', () => ({ agent: connections }));
