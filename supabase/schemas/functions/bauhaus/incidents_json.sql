-- In PL/pgSQL, which keeps the plan: to make it takes longer than to read a page of incidents.
create or replace function bauhaus.incidents_json(ids uuid[]) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.incident_core(i) || jsonb_build_object(
        'about', case i.kind
          when 'journey' then (
            select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
                from bauhaus.passengers p where p.journey_id = j.id))
              from bauhaus.journeys j where j.agency_id = i.agency_id and j.id = i.subject::uuid)
          when 'conversation' then (
            select string_agg(distinct t.client_name, ', ')
              from bauhaus.conversation_threads h
              join bauhaus.trips t on t.agency_id = h.agency_id and t.whatsapp = h.phone
                and t.status <> 'withdrawn'
             where h.agency_id = i.agency_id and h.id = i.subject::uuid)
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
  'of a journey or the names of a conversation; null: a flight, whose key says it, or the agency.';
