import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { Tables } from './tables.ts';

/** The agency a number belongs to; where several share it, the one that has a trip for this phone. */
const agencyOf = (tables: Tables, sender: string, phone: string): AgencySeed | undefined => {
  const agencies = [...tables.agencies.values()].filter((agency) => agency.sender === sender);
  return agencies.find((agency) => tables.tripsOfPhone(agency.id, phone).length > 0) ?? agencies[0];
};

/** What webhooks bring in. */
export const memoryInbound = (
  tables: Tables,
): Pick<TripDesk, 'receiveInbound' | 'receiveAlert'> => ({
  receiveInbound: async ({ sender, phone, providerId, text, media, now }) => {
    const agency = agencyOf(tables, sender, phone);
    if (!agency) return null;
    const conversation = tables.conversation(agency, phone) ?? {
      id: uuidV5('conversation', agency.id, sender, phone),
      agencyId: agency.id,
      sender,
      phone,
      inbound: [],
      written: [],
      takenOverUntil: null,
      takenOverBy: null,
      takenOverAt: null,
    };
    if (conversation.inbound.some((message) => message.providerId === providerId))
      return { conversationId: conversation.id, first: false };
    const messageId = uuidV5('inbound', providerId);
    tables.putConversation({
      ...conversation,
      inbound: [...conversation.inbound, { id: messageId, providerId, text, at: now, media }],
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
    const about = [...tables.flights.values()].filter(
      (flight) =>
        (flight.alertId === alertId ||
          (faFlightId !== null && flight.facts?.faFlightId === faFlightId)) &&
        tables.followers(flight.flightKey).length > 0,
    );
    for (const { flightKey } of about) {
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
    return about.length;
  },
});
