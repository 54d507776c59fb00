import { effectKey } from '#shared/domain/effect-key.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Told } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import type { Usable } from '#shared/templates/compose.ts';
import { momentKey } from '../moment.ts';
import { numberOf } from '../phone.ts';
import type { Episode, Episodes } from '../state.ts';
import { contentOf } from './content.ts';
import type { Draft } from './draft.ts';

/** A value of before this turn stays in its episode: other messages of the turn end none. */
const episodeOf = (
  last: Episode | undefined,
  beforeTurn: Episode | undefined,
  value: string,
): Episode => {
  if (last?.value === value) return last;
  return beforeTurn?.value === value ? beforeTurn : { number: (last?.number ?? 0) + 1, value };
};

/**
 * The episodes once the draft is told. A message that only mentions a departure or a gate counts as
 * telling it, so that the same value told later is a new episode.
 */
const episodesAfter = (
  draft: Draft,
  { gate, terminal }: Told,
  episodes: Episodes,
  beforeTurn: Episodes,
): Episodes => {
  const { departure } = draft.told;
  const values: Partial<Record<Draft['stream'], string>> = {
    ...(departure ? { departure: momentKey(departure) } : {}),
    ...(gate || terminal ? { gate: `${gate ?? ''}/${terminal ?? ''}` } : {}),
    [draft.stream]: draft.stream === 'once' ? '' : draft.content,
  };
  return {
    ...episodes,
    ...Object.fromEntries(
      Object.entries(values).map(([stream, value]) => [
        stream,
        episodeOf(episodes[stream], beforeTurn[stream], value),
      ]),
    ),
  };
};

/** What is told, as part of a key; to a corrected number the same is another message. */
const keyContent = ({ content }: Draft, leg: number, number: number): string =>
  number === 0 ? `${leg}/${content}` : `${leg}/${content}/${number}`;

/** The draft as a command to the ledger, and the episodes it leaves. */
export const effectOf = ({
  draft,
  context,
  phone,
  leg,
  episodes,
  beforeTurn,
  now,
  usable,
}: {
  readonly draft: Draft;
  readonly context: TripContext;
  /** The contact's number. */
  readonly phone: string;
  readonly leg: number;
  /** The episodes so far in this turn, and those at its start. */
  readonly episodes: Episodes;
  readonly beforeTurn: Episodes;
  readonly now: Instant;
  readonly usable: Usable;
}): { readonly effect: EffectCommand; readonly episodes: Episodes } => {
  const { content, said } = contentOf(
    draft.words,
    draft.passengers ?? context.trip.passengers,
    context,
    now,
    usable,
  );
  const told = { ...draft.told, ...said };
  const after = episodesAfter(draft, told, episodes, beforeTurn);
  const episode = after[draft.stream]?.number ?? 1;
  const { trip, agency } = context;
  return {
    episodes: after,
    effect: {
      key: effectKey(trip.id, draft.type, episode, keyContent(draft, leg, numberOf(context))),
      tripId: trip.id,
      type: draft.type,
      episode,
      from: agency.sender,
      to: phone,
      content,
      told,
      critical: messageTypes[draft.type].critical,
      dueAt: now,
      expiresAt: draft.expiresAt,
      evenIfOptedOut: false,
    },
  };
};
