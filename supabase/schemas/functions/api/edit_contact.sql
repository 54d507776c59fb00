create or replace function api.edit_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  changes constant jsonb := request -> 'set';
  old_contact bauhaus.contacts;
  contact bauhaus.contacts;
  other uuid;
  old_trip bauhaus.trips;
  trip bauhaus.trips;
  journey uuid;
  trip_fields jsonb;
  fields jsonb;
begin
  -- Journeys before contact and trips, as everywhere.
  perform from bauhaus.journeys j
   where j.id in (select t.journey_id from bauhaus.trips t
     where t.contact_id = (request ->> 'contactId')::uuid and t.status <> 'withdrawn')
   order by j.id for no key update;
  select * into old_contact from bauhaus.contacts c
    where c.id = (request ->> 'contactId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_contact.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = bauhaus.contact_json(old_contact) - 'id' - 'revision' then
    return jsonb_build_object('kind', 'unchanged', 'contact', bauhaus.contact_json(old_contact));
  end if;
  begin
    update bauhaus.contacts c set name = changes ->> 'name', call_name = changes ->> 'callName',
        phone = changes ->> 'phone', email = changes ->> 'email',
        language = changes ->> 'language', revision = c.revision + 1, updated_at = at
     where c.id = old_contact.id returning * into contact;
  exception when unique_violation then
    select c.id into other from bauhaus.contacts c
      where c.agency_id = old_contact.agency_id and c.phone = changes ->> 'phone';
    if other is null then
      raise exception 'a contact changed while it was edited' using errcode = '40001';
    end if;
    return jsonb_build_object('kind', 'phone-taken', 'contactId', other);
  end;
  for journey in
    select distinct t.journey_id from bauhaus.trips t
     where t.contact_id = contact.id and t.status <> 'withdrawn' order by 1
  loop
    fields := '[]';
    for old_trip in
      select * from bauhaus.trips t
       where t.journey_id = journey and t.contact_id = contact.id and t.status <> 'withdrawn'
       order by t.id for update
    loop
      trip := old_trip;
      trip.whatsapp := contact.phone;
      -- A contact that did not change there keeps the language and name of that booking.
      if old_contact.language <> contact.language then
        trip.language := contact.language;
      end if;
      if old_contact.name <> contact.name and bauhaus.passenger_key(trip.client_name)
        = bauhaus.passenger_key(old_contact.name) then
        trip.client_name := contact.name;
        update bauhaus.passengers p
           set name = contact.name, call_name = case
             when old_contact.call_name <> contact.call_name then contact.call_name
             else p.call_name end
          from bauhaus.trip_passengers b
         where b.trip_id = trip.id and b.left_at is null and p.id = b.passenger_id
           and p.passenger_key = bauhaus.passenger_key(old_contact.name);
      end if;
      trip_fields := bauhaus.changed_fields(old_trip, trip);
      continue when trip_fields = '[]';
      update bauhaus.trips t set whatsapp = trip.whatsapp, language = trip.language,
          client_name = trip.client_name, revision = t.revision + 1, updated_at = at
       where t.id = trip.id returning * into trip;
      perform bauhaus.emit_trip_changed(old_trip, trip, trip_fields, notify, at);
      fields := fields || trip_fields;
    end loop;
    perform bauhaus.emit_journey_changed(journey, coalesce((
      select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)),
      '["contacts"]'), notify, at);
  end loop;
  return jsonb_build_object('kind', 'edited', 'contact', bauhaus.contact_json(contact));
end
$$;

comment on function api.edit_contact is
  'ContactDesk.editContact: what is said of a contact, on all their trips; emits TripChanged for '
  'each trip that it changes.';
