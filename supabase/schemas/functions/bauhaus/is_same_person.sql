create or replace function bauhaus.is_same_person(
  a bauhaus.contacts, b bauhaus.contacts
) returns boolean
language sql stable as $$
  select a.phone is not distinct from b.phone
    and bauhaus.passenger_key(a.name) = bauhaus.passenger_key(b.name)
$$;

comment on function bauhaus.is_same_person is
  'Whether two states of a contact are the same number and name, so that a consent still holds.';
