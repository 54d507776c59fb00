import { type APIGatewayProxyResult, handle, type LambdaEvent } from 'hono/aws-lambda';
import { toTheCellThatKnows } from '#shared/adapters/aws/cells.ts';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { apiEvents, createRelay, relayAfterWrites } from '#shared/adapters/aws/relay.ts';
import { openStaffMail } from '#shared/adapters/aws/ses-staff-mail.ts';
import { createJwksIdentity } from '#shared/adapters/identity/jwks-identity.ts';
import { flightsIfAny } from '#shared/composition/flights.ts';
import { composeStaffPush } from '#shared/composition/staff-push.ts';
import { replayTrips } from '../notifications/domain/replay/replay-trips.ts';
import { composeApi } from './compose.ts';
import { knownHere } from './known-here.ts';

/** A request as an HTTP API of API Gateway passes it on. */
type HttpApiEvent = Extract<LambdaEvent, { rawPath: string }>;

/** The HTTP API on Lambda, behind an API Gateway HTTP API. */
export const handler = lambdaEntry<HttpApiEvent, APIGatewayProxyResult>(
  'api',
  toTheCellThatKnows<HttpApiEvent, APIGatewayProxyResult>(knownHere),
  (deployment) => {
    const api = composeApi(deployment, {
      identity: createJwksIdentity(deployment.identityUrl),
      staffMail: openStaffMail(deployment),
      flights: flightsIfAny(deployment),
      replayTrips,
      push: composeStaffPush(deployment, {
        secret: deployment.pushSecret,
        mailFrom: deployment.mailFrom,
      }),
    });
    return handle(relayAfterWrites(api, createRelay(deployment, apiEvents)));
  },
);
