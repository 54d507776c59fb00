import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import { between, type Instant } from '#shared/domain/instant.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { Tables } from './tables.ts';

/**
 * The agency of a number; of agencies that share it, the one whose trip of the phone is nearest.
 */
const agencyOf = (
  tables: Tables,
  sender: string,
  phone: string,
  now: Instant,
): AgencySeed | undefined => {
  const agencies = [...tables.agencies.values()]
    .filter((agency) => agency.sender === sender)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const distance = (agency: AgencySeed): number =>
    Math.min(
      ...tables
        .tripsOfPhone(agency.id, phone)
        .map(({ departure }) => Math.abs(between(departure, now))),
    );
  const [first, ...others] = agencies;
  return others.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), first);
};

/** The part of `TripDesk` that webhooks call. */
export const memoryInbound = (
  tables: Tables,
): Pick<TripDesk, 'receiveInbound' | 'receiveAlert'> => ({
  receiveInbound: async (message) => {
    const { sender, phone: address, providerId, text, media, now } = message;
    const phone = canonicalPhone(address);
    const agency = agencyOf(tables, sender, phone, now);
    if (!agency) return null;
    const conversation = tables.conversation(agency, phone) ?? {
      id: uuidV5('conversation', agency.id, sender, phone),
      agencyId: agency.id,
      sender,
      phone,
      address,
      inbound: [],
      written: [],
      takenOverUntil: null,
      takenOverBy: null,
      takenOverAt: null,
    };
    if (tables.inboundIds.has(providerId)) return { conversationId: conversation.id, first: false };
    tables.putConversation(conversation);
    tables.inboundIds.add(providerId);
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
