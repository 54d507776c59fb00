create or replace function bauhaus.brake_lock(agency uuid) returns bigint
language sql immutable as $$
  select hashtextextended('brakes of ' || coalesce(agency::text, 'the platform'), 0)
$$;

comment on function bauhaus.brake_lock is
  'The advisory lock that whoever claims shares and whoever sets a brake has alone: once a brake '
  'is set, nothing is claimed that did not see it. Null: that of the platform.';
