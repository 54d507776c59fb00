import { z } from 'zod';
import { Account, ApiKey } from '#shared/domain/account.ts';
import { Limits } from '#shared/domain/ceiling.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { KeyInput, KeyRotation, keyResponses, NewKey } from '../keys.ts';
import { Problem } from '../problem.ts';
import { json, operatorRoute, type Route } from '../route.ts';
import { listOf } from '../views.ts';
import { phoneNumber, shownName } from './filters.ts';

const name = shownName(200);
const ofAgency = z.strictObject({ id: z.uuid() });
const ofKey = z.strictObject({ id: z.uuid(), keyId: z.uuid() });
const noAgency = () => new Problem('not-found', 'There is no such agency.');
const problems = [
  'malformed-body',
  'not-found',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;
const tag = 'Operator';
const accountResponse = { 200: { description: 'The agency as it is now.', schema: Account } };

/** Agencies and their keys, for the operator of the platform. */
export const operatorRoutes = ({
  accounts,
  clock,
}: Pick<ApiDependencies, 'accounts' | 'clock'>): readonly Route[] => {
  const keys = keyResponses(accounts, clock);
  return [
    operatorRoute(
      {
        method: 'GET',
        path: '/operator/agencies',
        tag,
        summary: 'List agencies and their keys',
        responses: { 200: { description: 'All agencies.', schema: listOf(Account) } },
        problems: [],
      },
      async () => json({ items: await accounts.list() }),
    ),
    operatorRoute(
      {
        method: 'POST',
        path: '/operator/agencies',
        tag,
        summary: 'Create an agency',
        body: z.strictObject({
          name,
          sender: phoneNumber,
          emergencyPhone: phoneNumber.nullable().default(null),
        }),
        responses: { 201: { description: 'The agency, without keys.', schema: Account } },
        problems,
      },
      async ({ body }) => json(await accounts.create({ ...body, now: clock.now() }), 201),
    ),
    operatorRoute(
      {
        method: 'PATCH',
        path: '/operator/agencies/{id}',
        tag,
        summary: 'Change the number or the limits of an agency, or suspend it',
        description:
          'A suspended agency is refused with the reason and sends nothing; what is to be sent ' +
          'waits until `suspendedBecause` is null again. Of its limits and those of the platform ' +
          'the lesser holds; null: that of the platform.',
        params: ofAgency,
        body: z.strictObject({
          sender: phoneNumber.optional(),
          suspendedBecause: name.nullable().optional(),
          limits: z.strictObject(Limits.shape).partial().optional(),
        }),
        responses: accountResponse,
        problems,
      },
      async ({ params: { id }, body: { sender, suspendedBecause, limits } }) => {
        const changed = await accounts.change(id, {
          ...(sender !== undefined && { sender }),
          ...(suspendedBecause !== undefined && { suspendedBecause }),
          ...(limits !== undefined && { limits }),
          now: clock.now(),
        });
        if (!changed) throw noAgency();
        return json(changed);
      },
    ),
    operatorRoute(
      {
        method: 'POST',
        path: '/operator/agencies/{id}/keys',
        tag,
        summary: 'Make a key',
        params: ofAgency,
        body: KeyInput,
        responses: { 201: { description: 'The key.', schema: NewKey } },
        problems,
      },
      async ({ params: { id }, body }) => keys.add(id, body),
    ),
    operatorRoute(
      {
        method: 'POST',
        path: '/operator/agencies/{id}/keys/{keyId}/rotate',
        tag,
        summary: 'Replace a key by another of the same scopes',
        params: ofKey,
        body: KeyRotation,
        responses: { 201: { description: 'The new key.', schema: NewKey } },
        problems,
      },
      async ({ params: { id, keyId }, body }) => keys.rotate(id, keyId, body),
    ),
    operatorRoute(
      {
        method: 'DELETE',
        path: '/operator/agencies/{id}/keys/{keyId}',
        tag,
        summary: 'Revoke a key at once',
        params: ofKey,
        responses: { 200: { description: 'The key.', schema: ApiKey } },
        problems: ['not-found'],
      },
      async ({ params: { id, keyId } }) => keys.revoke(id, keyId),
    ),
  ];
};
