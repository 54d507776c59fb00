-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.nearby_km() returns integer
language sql immutable parallel safe as $$
  select 60
$$;

comment on function rules.nearby_km is
  'A place so near belongs to the city.';
