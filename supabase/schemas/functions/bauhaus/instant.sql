create or replace function bauhaus.instant(at timestamptz) returns text
language sql immutable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

comment on function bauhaus.instant is
  'An instant as ISO 8601 in UTC with milliseconds, as TypeScript writes it.';
