create or replace function bauhaus.report_end(span jsonb) returns timestamptz
language sql stable as $$
  select ((span ->> 'to')::date + 1)::timestamp at time zone (span ->> 'zone')
$$;

comment on function bauhaus.report_end is 'When the last day of a report is over in its zone.';
