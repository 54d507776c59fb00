import type { Instant } from '#shared/domain/instant.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import type { TripContext } from '#shared/ports/actor-store.ts';
import { compose, type Usable, type Words } from '#shared/templates/compose.ts';

/** Whether this can be sent now, as far as we know. */
export const isSendable = (content: MessageContent, usable: Usable): boolean =>
  content.kind === 'text' || usable(content.template, content.language);

/** What to send; where no template can be, free text while the traveller's window is open, else the template all the same, which waits for its approval. */
export const contentOf = (
  words: Words,
  { trip, lastInboundAt }: TripContext,
  now: Instant,
  usable: Usable,
): MessageContent => {
  const content = compose(trip.language, words, usable);
  return content.kind === 'template' &&
    !isSendable(content, usable) &&
    isWindowOpen(lastInboundAt, now)
    ? { kind: 'text', text: content.text, outsideWindow: content }
    : content;
};
