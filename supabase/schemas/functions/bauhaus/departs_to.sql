create or replace function bauhaus.departs_to(alias text, bound text) returns text
language sql immutable as $$
  select case when length(bound) = 10
    then format('%1$s.local_departure_date <= %2$L and %1$s.departure_date <= %2$L::date + 3',
      alias, bound)
    else format('%s.departure_date <= %L::timestamptz', alias, bound) end
$$;

comment on function bauhaus.departs_to is
  'The condition that a trip departs at an instant, or on a local date, or earlier.';
