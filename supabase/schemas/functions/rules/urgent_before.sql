-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.urgent_before() returns interval
language sql immutable parallel safe as $$
  select interval '10800 seconds'
$$;

comment on function rules.urgent_before is
  'So long before its departure an incident with people unreached is urgent.';
