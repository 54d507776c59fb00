-- The journey of that reference, made where it is new.
create or replace function bauhaus.journey(agency uuid, wanted text) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  if wanted is null then
    return null;
  end if;
  insert into bauhaus.journeys (agency_id, reference) values (agency, wanted)
    on conflict do nothing;
  select j.id into strict found_id from bauhaus.journeys j where j.agency_id = agency
    and j.reference = wanted;
  return found_id;
end
$$;
