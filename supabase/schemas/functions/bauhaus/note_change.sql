create or replace function bauhaus.note_change() returns trigger
-- With rights of its own: a callback of the provider reads neither trips nor conversations.
language plpgsql security definer set search_path = '' as $$
declare
  present record;
  subject text;
begin
  if tg_op = 'DELETE' then
    present := old;
  else
    present := new;
  end if;
  case tg_argv[1]
    when 'id' then subject := present.id;
    when 'journey_id' then subject := present.journey_id;
    when 'incident_id' then subject := present.incident_id;
    when 'thread_id' then subject := present.thread_id;
    when 'contact_id' then subject := present.contact_id;
    when 'setting_key' then subject := present.setting_key;
    when 'trip_id' then
      select t.journey_id into subject from bauhaus.trips t where t.id = present.trip_id;
    when 'recipient' then
      insert into bauhaus.changes (agency_id, topic, subject)
      select present.agency_id, 'conversation', h.id::text
        from bauhaus.conversation_threads h
       where h.agency_id = present.agency_id and h.sender = present.sender
         and h.phone = present.recipient
      on conflict do nothing;
      select t.journey_id into subject from bauhaus.trips t where t.id = present.trip_id;
  end case;
  if subject is not null then
    insert into bauhaus.changes (agency_id, topic, subject)
    values (present.agency_id, tg_argv[0], subject)
    on conflict do nothing;
  end if;
  return null;
end
$$;

comment on function bauhaus.note_change is
  'Enters into bauhaus.changes what a row is of, by its topic and the column that names it: in the '
  'transaction that changes it, and once for each, however many of its rows change.';

do $$
declare
  noted record;
begin
  for noted in
    select * from (values
      ('conversation_threads', 'conversation', 'id'),
      ('conversations', 'conversation', 'thread_id'),
      ('contacts', 'contact', 'id'), ('contact_consents', 'contact', 'contact_id'),
      ('documents', 'journey', 'trip_id'), ('groups', 'group', 'id'),
      ('incident_notes', 'incident', 'incident_id'), ('incidents', 'incident', 'id'),
      ('invitations', 'member', 'id'), ('itineraries', 'journey', 'journey_id'),
      ('journeys', 'journey', 'id'), ('members', 'member', 'id'),
      ('stay_plans', 'journey', 'journey_id'), ('tasks', 'task', 'id'),
      ('agencies_settings', 'settings', 'setting_key'), ('trips', 'journey', 'journey_id')
    ) x (name, topic, source)
  loop
    execute format('create or replace trigger note_change
      after insert or update or delete on bauhaus.%I for each row
      execute function bauhaus.note_change(%L, %L)', noted.name, noted.topic, noted.source);
  end loop;
end
$$;

-- A message changes for whoever looks at it when it is entered, and when its fate is known.
create or replace trigger note_message after insert on bauhaus.notifications_log for each row
  when (new.delivery_status <> 'SENDING')
  execute function bauhaus.note_change('journey', 'recipient');
create or replace trigger note_message_state after update on bauhaus.notifications_log for each row
  when (new.delivery_status <> 'SENDING'
    and (new.delivery_status, new.provider_status)
      is distinct from (old.delivery_status, old.provider_status))
  execute function bauhaus.note_change('journey', 'recipient');
