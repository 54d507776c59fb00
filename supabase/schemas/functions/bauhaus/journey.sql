create or replace function bauhaus.journey(agency uuid, journey_reference text) returns uuid
language plpgsql as $$
declare
  journey_id uuid;
begin
  if journey_reference is null then
    return null;
  end if;
  insert into bauhaus.journeys (agency_id, reference) values (agency, journey_reference)
    on conflict do nothing;
  select j.id into strict journey_id from bauhaus.journeys j where j.agency_id = agency
    and j.reference = journey_reference;
  return journey_id;
end
$$;

comment on function bauhaus.journey is
  'The id of the journey of that reference, created if new; null without a reference.';
