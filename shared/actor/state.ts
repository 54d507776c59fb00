import { InvariantBroken, StateFromTheFuture } from '#shared/errors.ts';
import type { Loaded } from '#shared/ports/actor-store.ts';
import type { StateCodec } from './agent.ts';

/**
 * The state a turn starts from: the initial state of a new actor or of one that was forgotten
 * (null), or the stored one in the current schema version.
 * @throws StateFromTheFuture where newer code wrote it.
 * @throws InvariantBroken where it does not fit its schema.
 */
export const readState = <S>(
  codec: StateCodec<S>,
  stored: Pick<Loaded, 'version' | 'schemaVersion' | 'state'>,
): S => {
  if (stored.version === 0 || stored.state === null) return codec.initial;
  if (stored.schemaVersion > codec.schemaVersion) {
    throw new StateFromTheFuture(
      `state of schema ${stored.schemaVersion}, this code knows ${codec.schemaVersion}`,
    );
  }
  const document =
    stored.schemaVersion < codec.schemaVersion && codec.upcast
      ? codec.upcast(stored.state, stored.schemaVersion)
      : stored.state;
  const parsed = codec.schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new InvariantBroken(
    `stored state of schema ${stored.schemaVersion} does not fit its schema at: ${paths}`,
  );
};
