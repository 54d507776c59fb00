create or replace function bauhaus.incident_about(i bauhaus.incidents) returns text
language sql stable as $$
  select case i.kind
    when 'conversation' then (
      select string_agg(distinct t.client_name, ', ')
        from bauhaus.conversation_threads c
        join bauhaus.trips t on t.agency_id = c.agency_id and t.whatsapp = c.phone
          and t.status <> 'withdrawn'
       where c.agency_id = i.agency_id and c.id = i.subject::uuid)
    else (
      select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
          from bauhaus.passengers p where p.journey_id = j.id))
        from bauhaus.journeys j
       where j.agency_id = i.agency_id and j.id = case i.kind
         when 'journey' then i.subject::uuid
         when 'flight' then (
           select case when count(distinct t.journey_id) = 1 then (array_agg(t.journey_id))[1] end
             from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
            where k.incident_id = i.id) end)
  end
$$;

comment on function bauhaus.incident_about is
  'Who an incident is about, for a line of a list: the title of its journey, of a flight too if '
  'all that it is about travel together, or the names of its conversation; null: several '
  'journeys of a flight, whose key says it, or the agency.';
