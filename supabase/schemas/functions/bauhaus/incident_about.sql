create or replace function bauhaus.incident_about(i bauhaus.incidents) returns text
language sql stable as $$
  select case i.kind
    when 'journey' then (
      select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
          from bauhaus.passengers p where p.journey_id = j.id))
        from bauhaus.journeys j where j.agency_id = i.agency_id and j.id = i.subject::uuid)
    when 'conversation' then (
      select string_agg(distinct t.client_name, ', ')
        from bauhaus.conversation_threads c
        join bauhaus.trips t on t.agency_id = c.agency_id and t.whatsapp = c.phone
          and t.status <> 'withdrawn'
       where c.agency_id = i.agency_id and c.id = i.subject::uuid)
  end
$$;

comment on function bauhaus.incident_about is
  'Who an incident is about, for a line of a list: the title of its journey or the names of its '
  'conversation; null: a flight, whose key says it, or the agency.';
