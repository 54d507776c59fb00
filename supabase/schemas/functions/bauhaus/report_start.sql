create or replace function bauhaus.report_start(span jsonb) returns timestamptz
language sql stable as $$
  select (span ->> 'from')::date::timestamp at time zone (span ->> 'zone')
$$;

comment on function bauhaus.report_start is 'When the first day of a report begins in its zone.';
