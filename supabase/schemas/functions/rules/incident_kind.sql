-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.incident_kind(task_kind text) returns text
language sql immutable parallel safe as $$
  select case task_kind
    when 'cancelled' then 'flight'
    when 'diverted' then 'flight'
    when 'moved_earlier' then 'flight'
    when 'long_delay' then 'flight'
    when 'not_found' then 'flight'
    when 'found_elsewhere' then 'flight'
    when 'critical_unsent' then 'flight'
    when 'call' then 'flight'
    when 'unreachable' then 'journey'
    when 'opted_out' then 'journey'
    when 'missing_document' then 'journey'
    when 'itinerary_failed' then 'journey'
    when 'connection_at_risk' then 'journey'
    when 'connection_missed' then 'journey'
    when 'handoff' then 'conversation'
    when 'template_unusable' then 'agency'
    when 'webhook_off' then 'agency'
    end
$$;

comment on function rules.incident_kind is
  'What the tasks of a kind are about.';
