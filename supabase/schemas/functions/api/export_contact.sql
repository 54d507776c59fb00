create or replace function api.export_contact(contact_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  contact bauhaus.contacts;
  phones text[];
begin
  select * into contact from bauhaus.contacts c
   where c.id = contact_id and c.forgotten_at is null;
  if not found then
    return null;
  end if;
  phones := bauhaus.phones_of_contact(contact);
  return jsonb_build_object(
    'contact', bauhaus.contact_json(contact),
    'consents', (select coalesce(jsonb_agg(k.consent order by k.id), '[]')
      from bauhaus.contact_consents k where k.contact_id = contact.id),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id), '[]')
      from bauhaus.trips t where t.contact_id = contact.id),
    'documents', (select coalesce(jsonb_agg(bauhaus.document_json(d)
        order by d.uploaded_at, d.id), '[]')
      from bauhaus.documents d join bauhaus.trips t on t.id = d.trip_id
     where t.contact_id = contact.id),
    'messages', (select coalesce(jsonb_agg(bauhaus.message_row(n) order by n.seq), '[]')
      from bauhaus.notifications_log n
     where n.agency_id = contact.agency_id and (n.recipient = any (phones)
       or n.trip_id in (select t.id from bauhaus.trips t where t.contact_id = contact.id))),
    'words', (select coalesce(jsonb_agg(jsonb_build_object('at', c.at, 'direction', c.direction,
        'text', c.text, 'media', jsonb_array_length(c.media)) order by c.at, c.id), '[]')
      from bauhaus.conversations c join bauhaus.conversation_threads h on h.id = c.thread_id
     where h.agency_id = contact.agency_id and h.phone = any (phones)),
    'optOuts', (select coalesce(jsonb_agg(jsonb_build_object('sender', s.sender,
        'optedOut', s.opted_out, 'at', s.changed_at) order by s.sender), '[]')
      from bauhaus.suppressions s
     where s.agency_id = contact.agency_id and s.phone = any (phones)),
    'itineraries', (select coalesce(jsonb_agg(jsonb_build_object('journeyId', i.journey_id,
        'stay', i.stay, 'version', i.version, 'itinerary', i.parsed_itinerary)
        order by i.journey_id, i.stay, i.version), '[]')
      from bauhaus.itineraries i where i.journey_id in (
        select t.journey_id from bauhaus.trips t where t.contact_id = contact.id)),
    'plans', (select coalesce(jsonb_agg(jsonb_build_object('journeyId', p.journey_id,
        'stay', p.stay, 'plan', p.plan) order by p.journey_id, p.stay), '[]')
      from bauhaus.stay_plans p where p.plan is not null and p.journey_id in (
        select t.journey_id from bauhaus.trips t where t.contact_id = contact.id)),
    'decisions', (select coalesce(jsonb_agg(jsonb_build_object('tripId', d.trip_id, 'at', d.at,
        'decision', d.decision, 'subject', d.subject, 'rule', d.rule) order by d.id), '[]')
      from bauhaus.decisions d where d.trip_id in (
        select t.id from bauhaus.trips t where t.contact_id = contact.id)));
end
$$;

comment on function api.export_contact is
  'PersonalData.exportOf: everything that is kept about a contact; null: no such contact.';
