-- Stable, as to_char is: an immutable one would not be made a part of the statement that calls it,
-- and each of the many calls of an answer be a statement of its own.
create or replace function bauhaus.instant(at timestamptz) returns text
language sql stable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

comment on function bauhaus.instant is
  'An instant as ISO 8601 in UTC with milliseconds, as TypeScript writes it.';
