import { z } from 'zod';
import { Account, ApiKey } from '#shared/domain/account.ts';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import { Scope } from '#shared/domain/scope.ts';
import { hashApiKey, newApiKey } from '../api-key.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { json, operatorRoute, type Route } from '../route.ts';
import { listOf } from '../views.ts';
import { phoneNumber, singleLine } from './filters.ts';

const NewKey = ApiKey.extend({ key: z.string().describe('Shown this once, and kept nowhere.') });

const name = singleLine(200);
const expiresAt = Instant.nullable().default(null);
const ofAgency = z.strictObject({ id: z.uuid() });
const ofKey = z.strictObject({ id: z.uuid(), keyId: z.uuid() });
const noAgency = () => new Problem('not-found', 'There is no such agency.');
const noKey = () => new Problem('not-found', 'The agency has no such key that is live.');
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
  const freshKey = (expires: Instant | null) => {
    const key = newApiKey();
    const stored = {
      hash: hashApiKey(key),
      expiresAt: expires,
      now: clock.now(),
    };
    return { key, stored };
  };
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
        summary: 'Change the number of an agency, or suspend it',
        description:
          'A suspended agency is refused with the reason and sends nothing; what is to be sent ' +
          'waits until `suspendedBecause` is null again.',
        params: ofAgency,
        body: z.strictObject({
          sender: phoneNumber.optional(),
          suspendedBecause: name.nullable().optional(),
        }),
        responses: accountResponse,
        problems,
      },
      async ({ params: { id }, body: { sender, suspendedBecause } }) => {
        const changed = await accounts.change(id, {
          ...(sender !== undefined && { sender }),
          ...(suspendedBecause !== undefined && { suspendedBecause }),
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
        body: z.strictObject({ name, scopes: z.array(Scope).min(1), expiresAt }),
        responses: { 201: { description: 'The key.', schema: NewKey } },
        problems,
      },
      async ({ params: { id }, body }) => {
        const { key, stored } = freshKey(body.expiresAt);
        const made = await accounts.addKey(id, { ...stored, name: body.name, scopes: body.scopes });
        if (!made) throw noAgency();
        return json({ ...made, key }, 201);
      },
    ),
    operatorRoute(
      {
        method: 'POST',
        path: '/operator/agencies/{id}/keys/{keyId}/rotate',
        tag,
        summary: 'Replace a key by another of the same scopes',
        params: ofKey,
        body: z.strictObject({
          graceHours: z
            .number()
            .min(0)
            .max(720)
            .default(24)
            .describe('How long the former key goes on.'),
          expiresAt,
        }),
        responses: { 201: { description: 'The new key.', schema: NewKey } },
        problems,
      },
      async ({ params: { id, keyId }, body }) => {
        const { key, stored } = freshKey(body.expiresAt);
        const formerUntil = plus(stored.now, body.graceHours * hour);
        const made = await accounts.rotateKey(id, keyId, { ...stored, formerUntil });
        if (!made) throw noKey();
        return json({ ...made, key }, 201);
      },
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
      async ({ params: { id, keyId } }) => {
        const revoked = await accounts.revokeKey(id, keyId, clock.now());
        if (!revoked) throw noKey();
        return json(revoked);
      },
    ),
  ];
};
