create or replace function bauhaus.note_rebooking() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.rebooked_at := new.updated_at;
  return new;
end
$$;

comment on function bauhaus.note_rebooking is
  'Keeps when a trip was put on its flight, on which the look before its reminder depends.';

create or replace trigger trips_rebooked
  before update of flight_key, departure_date on bauhaus.trips
  for each row
  when ((old.flight_key, old.departure_date) is distinct from (new.flight_key, new.departure_date))
  execute function bauhaus.note_rebooking();
