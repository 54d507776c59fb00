import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { alertAnswer } from '#shared/domain/alert-answer.ts';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import type { AgencyClaim } from '#shared/domain/which-agency.ts';
import type { InboundMessage, InboundReceipt, TripDesk } from '#shared/ports/trip-desk.ts';
import { receiveShared } from '../shared-number.ts';
import { answerAlert, answerable, answerCall } from './duty.ts';
import { recipientKey, type Tables } from './tables.ts';

const agenciesOf = (tables: Tables, sender: string): readonly AgencySeed[] =>
  [...tables.agencies.values()]
    .filter((agency) => agency.sender === sender)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

const claimOf = (tables: Tables, agency: AgencySeed, message: InboundMessage): AgencyClaim => {
  const { phone, quotes, now } = message;
  const conversation = tables.conversation(agency, phone);
  return {
    agencyId: agency.id,
    name: agency.name,
    isSuspended: (agency.suspendedBecause ?? null) !== null,
    isQuoted: tables
      .effectsToRecipient(recipientKey({ from: agency.sender, to: phone }))
      .some(
        ({ agencyId, sentAt, providerId, formerProviderIds }) =>
          agencyId === agency.id &&
          quotes != null &&
          sentAt !== null &&
          (providerId === quotes || formerProviderIds.includes(quotes)),
      ),
    isHeld:
      (conversation?.takenOverUntil ?? '') > now ||
      [...tables.tasks.values()].some(
        ({ agencyId, kind, state, facts }) =>
          agencyId === agency.id &&
          kind === 'handoff' &&
          state !== 'done' &&
          facts['conversationId'] === conversation?.id,
      ),
    isAlerted:
      alertAnswer(message.text) !== null && answerable(tables, agency.id, message).length > 0,
    wroteAt: conversation?.inbound.at(-1)?.at ?? null,
  };
};

/** Brings a message into the conversation of an agency, once. */
const deliver = (tables: Tables, agency: AgencySeed, message: InboundMessage): InboundReceipt => {
  const { sender, phone, address = phone, providerId, text, media, now } = message;
  const conversation = tables.conversation(agency, phone) ?? {
    id: uuidV5('conversation', agency.id, sender, phone),
    agencyId: agency.id,
    sender,
    phone,
    address,
    inbound: [],
    written: [],
    notes: [],
    takenOverUntil: null,
    takenOverBy: null,
    takenOverAt: null,
  };
  const answered = answerAlert(tables, agency.id, message, {
    message: uuidV5('inbound', providerId),
    event: uuidV5('StaffAnswered', uuidV5('inbound', providerId)),
  });
  if (answered !== null) return { conversationId: conversation.id, first: answered };
  const heardBy = tables.inboundIds.get(providerId);
  if (heardBy !== undefined) {
    // Of a message that was forgotten nothing begins anew.
    const isKept = [...tables.conversations.values()].some(({ inbound }) =>
      inbound.some((kept) => kept.providerId === providerId),
    );
    if (isKept) tables.putConversation(conversation);
    if (isKept || heardBy === agency.id) return { conversationId: conversation.id, first: false };
  }
  tables.putConversation(conversation);
  tables.inboundIds.set(providerId, agency.id);
  const messageId = uuidV5('inbound', providerId);
  tables.putConversation({
    ...conversation,
    address,
    inbound: [
      ...conversation.inbound,
      {
        id: messageId,
        providerId,
        text,
        at: now,
        media,
        optOutType: message.optOutType ?? null,
        choice: message.choice ?? null,
      },
    ],
  });
  const id = uuidV5('InboundMessageReceived', providerId);
  tables.emit({
    id,
    type: 'InboundMessageReceived',
    version: 1,
    time: now,
    agencyId: agency.id,
    tripId: null,
    correlationId: id,
    causationId: null,
    data: { conversationId: conversation.id, messageId },
  });
  return { conversationId: conversation.id, first: true };
};

/** The part of `TripDesk` that webhooks call. */
export const memoryInbound = (
  tables: Tables,
): Pick<TripDesk, 'receiveInbound' | 'receiveAlert' | 'answerCall'> => ({
  answerCall: async (answer) => answerCall(tables, answer),
  receiveInbound: async ({ phone: address, ...received }) => {
    const message: InboundMessage = { ...received, phone: canonicalPhone(address), address };
    const agencies = agenciesOf(tables, message.sender);
    const [only, another] = agencies;
    if (!only) return null;
    if (!another) return deliver(tables, only, message);
    const key = recipientKey({ from: message.sender, to: message.phone });
    const asked = tables.agencyQuestions.get(key) ?? null;
    return receiveShared(
      {
        claims: agencies.map((agency) => claimOf(tables, agency, message)),
        question: asked,
        held: async () => asked?.held ?? [],
        hold: async (held, choices, at) => {
          const waiting = asked?.held ?? [];
          const isKept = waiting.some(({ providerId }) => providerId === held.providerId);
          tables.agencyQuestions.set(key, {
            choices,
            at,
            agencyId: null,
            answeredBy: null,
            held: isKept || waiting.length >= 50 ? waiting : [...waiting, held],
          });
        },
        answer: async (agencyId, answeredBy, at) => {
          if (asked)
            tables.agencyQuestions.set(key, { ...asked, agencyId, answeredBy, at, held: [] });
        },
        deliver: async (agencyId, one) => {
          const agency = tables.agencies.get(agencyId);
          return agency ? deliver(tables, agency, one) : null;
        },
      },
      message,
    );
  },
  receiveAlert: async ({ alertId, code, faFlightId, reading, eventKey, now }) => {
    const flights = [...tables.flights.values()].filter(
      (flight) =>
        (flight.alertId === alertId ||
          (faFlightId !== null && flight.facts?.faFlightId === faFlightId)) &&
        tables.followers(flight.flightKey).length > 0,
    );
    for (const { flightKey } of flights) {
      const id = uuidV5('FlightAlertReceived', eventKey, flightKey);
      tables.emit({
        id,
        type: 'FlightAlertReceived',
        version: 1,
        time: now,
        agencyId: null,
        tripId: null,
        correlationId: id,
        causationId: null,
        data: { flightKey, alertId, code, faFlightId, reading },
      });
    }
    return flights.length;
  },
});
