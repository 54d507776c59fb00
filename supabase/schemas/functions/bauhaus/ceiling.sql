create or replace function bauhaus.ceiling(agency uuid, which text) returns integer
language sql stable as $$
  select case which
      when 'trips_per_day' then least(a.trips_per_day, c.trips_per_day)
      when 'flights_per_day' then least(a.flights_per_day, c.flights_per_day)
      when 'storage_mb' then least(a.storage_mb, c.storage_mb)
    end
    from bauhaus.agencies a left join bauhaus.platform_ceilings c on true
   where a.id = agency
$$;

comment on function bauhaus.ceiling is
  'What an agency may have at most: the lesser of what the operator allows it and what the '
  'platform allows all; null: no limit.';
