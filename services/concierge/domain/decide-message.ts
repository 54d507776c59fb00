import { FiledAs } from '#shared/domain/document.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import { isTakenOver } from '#shared/domain/takeover.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import { answered } from './answer-message.ts';
import { askingWhichTrip } from './ask-which-trip.ts';
import { type Asked, heard, openHandoff } from './asked-message.ts';
import { besidePerson } from './beside-person.ts';
import { chosenIn } from './choice.ts';
import { afterAnswer, decideOpting } from './decide-opting.ts';
import type { Gathered } from './gathered.ts';
import { handingOver } from './handing-over.ts';
import { handoffTask, isUrgent } from './handoff.ts';
import { documentRecords } from './media-answer.ts';
import { readSaid, wordsMeant } from './read-choice.ts';
import { hasMedia, type Message, nothingKnown, type ReadMessage, wordsOf } from './read-message.ts';
import { reason } from './reply.ts';
import { routed } from './routed.ts';
import type { ConciergeState } from './state.ts';
import { withTroubleOver } from './trouble-over.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';
import { withoutTrip } from './without-trip.ts';

/** Trouble of who has opted out is a task for the agency; nothing is written to them for it. */
const withTroubleNoted = (
  decision: ConciergeDecision,
  conversation: ConversationContext,
  message: Message,
  read: ReadMessage,
  context: CompleteTripContext | null,
  location: string | null,
): ConciergeDecision => {
  const urgent = read.intents.flatMap((intent) => handingOver(intent) ?? []).filter(isUrgent);
  if (!conversation.optedOut || urgent.length === 0) return decision;
  const tripId = context?.trip.id ?? null;
  return {
    ...decision,
    tasks: [
      ...(decision.tasks ?? []),
      handoffTask({
        conversationId: conversation.id,
        messageId: message.id,
        tripId,
        reasons: urgent,
        open: context && openHandoff(context),
        location,
      }),
    ],
    reasons: [
      ...(decision.reasons ?? []),
      reason(tripId, 'task', 'handoff', { reason: urgent[0] ?? '', optedOut: true }),
    ],
  };
};

/** Answers a traveller's message, or waits for the rest of an open question. */
export const decideMessage = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  const { conversation, now } = turn;
  const message = conversation?.message;
  if (!conversation || !message)
    return { state: turn.state, reasons: [reason(null, 'noted', 'message_gone')] };
  const transcripts = gathered.media.map((item) =>
    item.kind === 'voice' ? item.transcript : null,
  );
  const { words: written, location } = splitLocation(wordsOf(message.text, transcripts));
  const chosen = written === message.text ? chosenIn(message, turn.state) : null;
  const text = wordsMeant(written, chosen, turn.state);
  const context = gathered.contexts[0] ?? null;
  const known =
    context === null
      ? nothingKnown
      : {
          context,
          places: gathered.places.map(({ name }) => name),
          told: gathered.toldBefore,
        };
  const fromWords = gathered.meant ?? readSaid(written, conversation, turn.state, known, now);
  const read: ReadMessage =
    message.optOutType === 'HELP'
      ? { ...fromWords, intents: ['help'], hasOpenQuestion: false, suspicious: false }
      : fromWords;
  const { trip } = read;
  const saysNothing = text.trim() === '' && (message.media.length > 0 || location !== null);
  const noted = routed(
    trip?.id ?? null,
    read,
    saysNothing ? (location === null ? 'media' : 'location') : null,
  );

  // What a model made of a message opts nobody out.
  const opted = gathered.meant
    ? null
    : decideOpting(turn.state, conversation, message, trip, String(noted.detail['skill']), now);
  if (opted) return withTroubleNoted(opted, conversation, message, read, context, location);
  const heardState: ConciergeState = {
    ...afterAnswer(turn.state, message),
    ...(chosen?.kind === 'trip' && trip && { meantTrip: { tripId: trip.id, at: now } }),
  };
  if (trip && turn.event.type === 'InboundMessageReceived' && hasMedia(conversation))
    return {
      state: heardState,
      events: [
        {
          type: 'MediaFetchRequested',
          agencyId: conversation.agency.id,
          tripId: trip.id,
          data: { conversationId: conversation.id, messageId: message.id },
        },
      ],
      reasons: [reason(trip.id, 'held', 'media_fetched_first', { files: message.media.length })],
    };
  if (!trip || !context) return withoutTrip(heardState, conversation, message, read, text, now);
  const shown = read.understanding.language;
  const asked: Asked = {
    conversation,
    message,
    text,
    location,
    read,
    trip,
    context,
    gathered,
    language: shown === 'unknown' ? trip.language : shown,
    now,
  };
  const state = heard(heardState, asked);
  const asFiled = FiledAs.safeParse(read.slots.documents[0] ?? 'other');
  const records = documentRecords(gathered.media, asFiled.success ? asFiled.data : 'other');
  const isBeside = isTakenOver(conversation, now);
  return withTroubleOver(asked, noted, isBeside, state, () => {
    if (isBeside) return besidePerson(state, asked, records, noted);
    return read.unclear.length > 0
      ? askingWhichTrip(state, asked, noted)
      : answered(state, asked, records, noted);
  });
};
