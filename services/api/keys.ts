import { z } from 'zod';
import { ApiKey } from '#shared/domain/account.ts';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import { Scope } from '#shared/domain/scope.ts';
import type { Keys } from '#shared/ports/accounts.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { freshKey } from './api-key.ts';
import { Problem } from './problem.ts';
import { json } from './route.ts';
import { shownName } from './routes/filters.ts';

const expiresAt = Instant.nullable().default(null);

/** What a key is to be. */
export const KeyInput = z.strictObject({
  name: shownName(200),
  scopes: z.array(Scope).min(1),
  expiresAt,
});
/** How a key is replaced. */
export const KeyRotation = z.strictObject({
  graceHours: z.number().min(0).max(720).default(24).describe('How long the former key goes on.'),
  expiresAt,
});
/** A key that was made, with what its system shows. */
export const NewKey = ApiKey.extend({
  key: z.string().describe('Shown this once, and kept nowhere.'),
});

/** The answers to who makes, replaces and revokes keys: the operator, or an agency its own. */
export const keyResponses = (keys: Keys, clock: Clock) => ({
  /** @throws Problem `not-found` */
  add: async (
    agencyId: string,
    { name, scopes, expiresAt: end }: z.output<typeof KeyInput>,
  ): Promise<Response> => {
    const { key, stored } = freshKey(end, clock.now());
    const made = await keys.addKey(agencyId, { ...stored, name, scopes });
    if (!made) throw new Problem('not-found', 'There is no such agency.');
    return json({ ...made, key }, 201);
  },
  /** @throws Problem `not-found` */
  rotate: async (
    agencyId: string,
    keyId: string,
    { graceHours, expiresAt: end }: z.output<typeof KeyRotation>,
  ): Promise<Response> => {
    const { key, stored } = freshKey(end, clock.now());
    const formerUntil = plus(stored.now, graceHours * hour);
    const made = await keys.rotateKey(agencyId, keyId, { ...stored, formerUntil });
    if (!made) throw new Problem('not-found', 'There is no such key that is live.');
    return json({ ...made, key }, 201);
  },
  /** @throws Problem `not-found` */
  revoke: async (agencyId: string, keyId: string): Promise<Response> => {
    const revoked = await keys.revokeKey(agencyId, keyId, clock.now());
    if (!revoked) throw new Problem('not-found', 'There is no such key.');
    return json(revoked);
  },
});
