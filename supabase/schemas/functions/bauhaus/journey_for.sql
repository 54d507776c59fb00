create or replace function bauhaus.journey_for(
  agency uuid, journey_reference text, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  insert into bauhaus.journeys (agency_id, reference, keeper_id, inserted_at, updated_at)
    values (agency, journey_reference, bauhaus.acting_member(), at, at)
    on conflict do nothing
    returning id into found_id;
  if found_id is null then
    -- Locked, so that its pieces are booked one after the other.
    select j.id into strict found_id from bauhaus.journeys j where j.agency_id = agency
      and j.reference = journey_reference and j.withdrawn_at is null for update;
  end if;
  return found_id;
end
$$;

comment on function bauhaus.journey_for is
  'The id of the live journey of that reference, or of a new one; without a reference always a new '
  'one.';
