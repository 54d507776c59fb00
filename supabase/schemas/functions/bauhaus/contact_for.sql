create or replace function bauhaus.contact_for(
  agency uuid, journey uuid, booking jsonb, consent jsonb, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  if booking ->> 'whatsapp' is null then
    select c.id into found_id from bauhaus.trips t
      join bauhaus.contacts c on c.id = t.contact_id
     where t.journey_id = journey and c.phone is null
       and bauhaus.passenger_key(c.name) = bauhaus.passenger_key(booking ->> 'clientName')
     limit 1;
  end if;
  if found_id is null then
    insert into bauhaus.contacts (agency_id, name, call_name, phone, email, language,
      inserted_at, updated_at)
    values (agency, booking ->> 'clientName', booking ->> 'callName', booking ->> 'whatsapp',
      booking ->> 'email', booking ->> 'language', at, at)
    on conflict do nothing
    returning id into found_id;
  end if;
  if found_id is null then
    -- Locked, so that the passengers of one contact are booked one after the other.
    select c.id into strict found_id from bauhaus.contacts c
      where c.agency_id = agency and c.phone = booking ->> 'whatsapp' for update;
  end if;
  insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
    values (agency, found_id, consent, at);
  return found_id;
end
$$;

comment on function bauhaus.contact_for is
  'The contact of a booking, found by its phone or, without one, by name within the journey; else '
  'a new one. Adds the consent that the booking states.';
