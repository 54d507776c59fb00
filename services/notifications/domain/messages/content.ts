import type { Instant } from '#shared/domain/instant.ts';
import { localeOf } from '#shared/domain/locale.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import type { Passenger } from '#shared/domain/passenger.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import {
  type Composed,
  compose,
  type Reader,
  type Usable,
  type Words,
} from '#shared/templates/compose.ts';
import { isForGuardian } from '#shared/templates/third-person.ts';

/** Whether the provider takes this content now, as far as we know. */
export const isSendable = (content: MessageContent, usable: Usable): boolean =>
  content.kind !== 'template' || usable(content.template, content.language);

/** The same with another template that can be sent, for the case that WhatsApp refuses this one. */
const withAlternative = (
  composed: Composed,
  reader: Reader,
  words: Words,
  usable: Usable,
): Composed => {
  const { content } = composed;
  if (content.kind !== 'template') return composed;
  const { content: otherwise } = compose(
    reader,
    words,
    (template, locale) => template !== content.template && usable(template, locale),
  );
  return otherwise.kind === 'template' && otherwise.template !== content.template
    ? { ...composed, content: { ...content, otherwise } }
    : composed;
};

/** What a passenger is called; the whole name where it does not tell. */
const nameOf = ({ callName, name }: Passenger): string => callName || name;

/**
 * What to send to a contact for some passengers, of whom infants are never addressed; a guardian
 * reads of them in the third person. Where no
 * template is usable: free text while the traveller's 24-hour window is open, else the template all
 * the same, which then waits for its approval.
 */
export const contentOf = (
  words: Words,
  passengers: readonly Passenger[],
  { trip, agency, settings, lastInboundAt }: TripContext,
  now: Instant,
  usable: Usable,
): Composed => {
  const { voseo } = effectiveSettings(settings).notification_preferences;
  const told: Words =
    trip.role === 'guardian' && !('about' in words) && isForGuardian(words)
      ? { type: 'guardian', about: words }
      : words;
  const reader = {
    locale: localeOf(trip.language, trip.whatsapp ?? agency.sender, voseo),
    callName: trip.callName,
    travellers: passengers.filter(({ kind }) => kind !== 'infant').map(nameOf),
    agency,
  };
  const { content, said } = withAlternative(compose(reader, told, usable), reader, told, usable);
  return content.kind === 'template' &&
    !isSendable(content, usable) &&
    isWindowOpen(lastInboundAt, now)
    ? { content: { kind: 'text', text: content.text, outsideWindow: content }, said }
    : { content, said };
};
