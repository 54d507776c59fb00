-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.earth_radius_km() returns integer
language sql immutable parallel safe as $$
  select 6371
$$;

comment on function rules.earth_radius_km is
  'The mean radius of the earth.';
