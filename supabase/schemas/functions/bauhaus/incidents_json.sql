-- In PL/pgSQL, which keeps the plan: to make it takes longer than to read a page of incidents.
create or replace function bauhaus.incidents_json(ids uuid[]) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.incident_core(i) || jsonb_build_object(
        'about', case i.kind
          when 'conversation' then (
            select string_agg(distinct t.client_name, ', ')
              from bauhaus.conversation_threads h
              join bauhaus.trips t on t.agency_id = h.agency_id and t.whatsapp = h.phone
                and t.status <> 'withdrawn'
             where h.agency_id = i.agency_id and h.id = i.subject::uuid)
          else (
            select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
                from bauhaus.passengers p where p.journey_id = j.id))
              from bauhaus.journeys j
             where j.agency_id = i.agency_id and j.id = case i.kind
               when 'journey' then i.subject::uuid
               when 'flight' then (
                 select case when count(distinct t.journey_id) = 1
                     then (array_agg(t.journey_id))[1] end
                   from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
                  where k.incident_id = i.id) end)
          end,
        'counts', c.counts,
        -- Opened again by hand it has no open task.
        'waitingSince', case when i.state = 'open' then bauhaus.instant(
          case when i.tasks_open > 0 then i.opened_at else i.updated_at end) end)
      order by x.place), '[]')
    from unnest(ids) with ordinality x (id, place)
    join bauhaus.incidents i on i.id = x.id
    join bauhaus.incidents_counts(ids) c on c.incident_id = x.id);
end
$$;

comment on function bauhaus.incidents_json is
  'Incident of shared/domain/incident.ts for each id, in their order. What it is about: the title '
  'of its journey, of a flight too if all that it is about travel together, or the names of its '
  'conversation; null: several journeys of a flight, whose key says it, or the agency.';
