create or replace function bauhaus.incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select bauhaus.incident_core(i) || jsonb_build_object('about', bauhaus.incident_about(i),
    'counts', bauhaus.incident_counts(i.id),
    -- Opened again by hand it has no open task.
    'waitingSince', case when i.state = 'open' then bauhaus.instant(
      case when i.tasks_open > 0 then i.opened_at else i.updated_at end) end)
$$;

comment on function bauhaus.incident_json is 'Incident of shared/domain/incident.ts.';
