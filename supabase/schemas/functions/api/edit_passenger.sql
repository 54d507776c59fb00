create or replace function api.edit_passenger(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  passenger bauhaus.passengers;
  old_contact bauhaus.contacts;
  contact bauhaus.contacts;
  touched jsonb := '{}';
begin
  -- The journeys of who is their own contact too, all before contacts and trips.
  perform from bauhaus.journeys j
   where j.id = (request ->> 'journeyId')::uuid
      or j.id in (select o.journey_id
        from bauhaus.trip_passengers b
        join bauhaus.trips t on t.id = b.trip_id and t.status <> 'withdrawn'
        join bauhaus.trips o on o.contact_id = t.contact_id and o.status <> 'withdrawn'
       where b.passenger_id = (request ->> 'passengerId')::uuid and b.left_at is null)
   order by j.id for no key update;
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select * into passenger from bauhaus.passengers p
    where p.id = (request ->> 'passengerId')::uuid and p.journey_id = journey.id;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = jsonb_build_object('name', passenger.name, 'callName', passenger.call_name,
    'kind', passenger.kind) then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  for old_contact in
    select * from bauhaus.contacts c
     where c.id in (select t.contact_id from bauhaus.trips t
         where t.journey_id = journey.id and t.status <> 'withdrawn')
       -- Of two of one name nobody knows which one the contact is.
       and array[passenger.id] = array(select o.passenger_id from bauhaus.own_passengers(c) o
         where o.journey_id = journey.id)
     order by c.id for update
  loop
    contact := old_contact;
    if passenger.passenger_key = bauhaus.passenger_key(contact.name)
      and passenger.name <> changes ->> 'name' then
      contact.name := changes ->> 'name';
    end if;
    if passenger.call_name <> changes ->> 'callName' then
      contact.call_name := changes ->> 'callName';
    end if;
    continue when (contact.name, contact.call_name) = (old_contact.name, old_contact.call_name);
    select touched || coalesce(jsonb_object_agg(x.journey_id,
        coalesce(touched -> x.journey_id::text, '[]') || x.fields), '{}')
      into touched from bauhaus.change_contact(old_contact, contact, null, false, at) x;
  end loop;
  update bauhaus.passengers p set name = changes ->> 'name', call_name = changes ->> 'callName',
      kind = changes ->> 'kind'
   where p.id = passenger.id;
  touched := touched || jsonb_build_object(journey.id,
    coalesce(touched -> journey.id::text, '[]') || '["passengers"]');
  perform bauhaus.emit_journey_changed(x.key::uuid, (
      select jsonb_agg(distinct f.name) from jsonb_array_elements(x.value) f(name)), false, at)
    from jsonb_each(touched) x;
  select * into journey from bauhaus.journeys j where j.id = journey.id;
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_passenger is
  'JourneyDesk.editPassenger: what is said of who flies, and in which words, from now on; the '
  'contact who they are themselves is said the same.';
