create or replace function bauhaus.incident_subject(task bauhaus.tasks) returns text[]
language sql stable as $$
  select case rules.incident_kind(task.kind)
      when 'flight' then array['flight', t.flight_key]
      when 'journey' then array['journey', t.journey_id::text]
      when 'conversation' then array['conversation', task.facts ->> 'conversationId']
      else array['agency', coalesce(task.facts ->> 'webhookId', task.kind)] end
    from (select task.trip_id) x
    left join bauhaus.trips t on t.id = x.trip_id
$$;

comment on function bauhaus.incident_subject is
  'What a task is about: kind and subject of its incident; a subject that is null is nothing.';
