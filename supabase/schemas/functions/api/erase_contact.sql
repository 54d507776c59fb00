create or replace function api.erase_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  is_rehearsal constant boolean := (request ->> 'dryRun')::boolean;
  contact bauhaus.contacts;
  trip bauhaus.trips;
  trip_ids uuid[];
  live_ids uuid[];
  journey uuid;
  journey_ids uuid[];
  empty_ids uuid[];
  phones text[];
  thread_ids uuid[];
  names_count integer;
  message_count integer;
  counts jsonb;
begin
  -- Journeys before contact and trips, as everywhere.
  perform from bauhaus.journeys j where j.id in (select t.journey_id from bauhaus.trips t
    where t.contact_id = (request ->> 'contactId')::uuid) order by j.id for no key update;
  select * into contact from bauhaus.contacts c
   where c.id = (request ->> 'contactId')::uuid and c.forgotten_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select coalesce(array_agg(distinct t.journey_id), '{}') into live_ids from bauhaus.trips t
   where t.contact_id = contact.id and t.status <> 'withdrawn'
     and bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
       t.return_date) > at;
  if live_ids <> '{}' and not (request ->> 'withdraw')::boolean then
    return jsonb_build_object('kind', 'live', 'journeys', (
      select jsonb_agg(jsonb_build_object('id', j.id, 'reference', j.reference) order by j.id)
        from bauhaus.journeys j where j.id = any (live_ids)));
  end if;
  begin
    foreach journey in array live_ids loop
      for trip in
        select * from bauhaus.trips t where t.journey_id = journey and t.contact_id = contact.id
          and t.status <> 'withdrawn' order by t.id for update
      loop
        perform bauhaus.withdraw_trip(trip, false, at);
      end loop;
      if not exists (select from bauhaus.trips t
        where t.journey_id = journey and t.status <> 'withdrawn') then
        update bauhaus.journeys j set withdrawn_at = at where j.id = journey;
      end if;
      perform bauhaus.emit_journey_changed(journey, '["state", "trips"]', false, at);
    end loop;
    phones := bauhaus.phones_of_contact(contact);
    select coalesce(array_agg(t.id), '{}'), coalesce(array_agg(distinct t.journey_id), '{}')
      into trip_ids, journey_ids from bauhaus.trips t where t.contact_id = contact.id;
    empty_ids := array(select j.id from bauhaus.journeys j
      where j.id = any (journey_ids) and not exists (select from bauhaus.trips t
        join bauhaus.contacts o on o.id = t.contact_id
       where t.journey_id = j.id and o.id <> contact.id and o.forgotten_at is null));
    -- Of a journey on which others travel: who is the contact, or is on no trip of another's.
    update bauhaus.passengers p set name = '•••', call_name = ''
     where p.journey_id = any (journey_ids) and p.journey_id <> all (empty_ids)
       and p.id in (select b.passenger_id from bauhaus.trip_passengers b
         where b.trip_id = any (trip_ids))
       and (p.passenger_key = bauhaus.passenger_key(contact.name)
         or p.call_name <> '' and p.call_name = contact.call_name
         or not exists (select from bauhaus.trip_passengers b
           where b.passenger_id = p.id and b.trip_id <> all (trip_ids)));
    get diagnostics names_count = row_count;
    counts := bauhaus.forget_trips(trip_ids, agency, at)
      || bauhaus.forget_journeys(empty_ids, agency, at);
    message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
      where n.agency_id = agency and n.recipient = any (phones) order by n.id for update), at);
    thread_ids := array(select h.id from bauhaus.conversation_threads h
      where h.agency_id = agency and h.phone = any (phones) order by h.id for update);
    counts := counts || bauhaus.forget_threads(thread_ids, agency, at) || jsonb_build_object(
      'passengers', names_count + (counts ->> 'passengers')::integer,
      'messages', message_count + (counts ->> 'messages')::integer);
    perform bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
      where k.agency_id = agency and k.trip_id is null
        and k.facts ->> 'conversationId' = any (thread_ids::text[]) order by k.id for update), at);
    perform bauhaus.forget_imports(phones, journey_ids, agency);
    delete from bauhaus.suppressions s where s.agency_id = agency and s.phone = any (phones);
    perform bauhaus.forget_contact(contact.id, agency, at);
    insert into bauhaus.erasures as e (agency_id, person, erased_at)
    select agency, bauhaus.person_token(agency, p.phone), at from unnest(phones) p(phone)
    on conflict (agency_id, person) do update
       set erased_at = greatest(e.erased_at, excluded.erased_at);
    if is_rehearsal then
      raise exception 'a rehearsal' using errcode = 'BT001';
    end if;
  exception when sqlstate 'BT001' then
    null; -- what was written is undone, what was counted is known
  end;
  return jsonb_build_object('kind', case when is_rehearsal then 'rehearsed' else 'erased' end,
    'counts', counts, 'withdrawn', to_jsonb(live_ids), 'shared', (
      select coalesce(jsonb_agg(x.id order by x.id), '[]') from unnest(journey_ids) x(id)
       where x.id <> all (empty_ids)));
end
$$;

comment on function api.erase_contact is
  'PersonalData.erase. A rehearsal does all of it and undoes it, so its counts are those of the '
  'erasure.';
