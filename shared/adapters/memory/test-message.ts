import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { plus } from '#shared/domain/instant.ts';
import { testPauseMs } from '#shared/domain/test-message.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { Tables } from './tables.ts';
import { rootEnvelope } from './takeover.ts';

/** `ContactDesk.requestTest`. */
export const requestTest = (
  tables: Tables,
  { agencyId, contactId, now }: Parameters<ContactDesk['requestTest']>[0],
): Awaited<ReturnType<ContactDesk['requestTest']>> => {
  const contact = tables.contact(contactId);
  const agency = tables.agencies.get(agencyId);
  if (!agency || !contact || contact.agencyId !== agencyId) return { kind: 'not-found' };
  const { phone, language } = contact;
  const { sender } = agency;
  if (phone === null) return { kind: 'no-number' };
  if (tables.isOptedOut(sender, phone)) return { kind: 'opted-out' };
  const testedAt = tables.testedAt.get(contactId);
  if (testedAt !== undefined && testedAt > plus(now, -testPauseMs))
    return { kind: 'too-soon', testedAt };
  tables.testedAt.set(contactId, now);
  const conversation = tables.conversation(agency, phone) ?? {
    id: uuidV5('conversation', agencyId, sender, phone),
    agencyId,
    sender,
    phone,
    address: null,
    inbound: [],
    written: [],
    notes: [],
    takenOverUntil: null,
    takenOverBy: null,
    takenOverAt: null,
  };
  tables.putConversation(conversation);
  const event: EventOf<'TestMessageRequested'> = {
    ...rootEnvelope(agencyId, tables.ids.random(), now),
    type: 'TestMessageRequested',
    data: { conversationId: conversation.id, language },
  };
  tables.emit(event);
  return { kind: 'requested' };
};
