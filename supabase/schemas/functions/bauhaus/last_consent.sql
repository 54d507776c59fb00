create or replace function bauhaus.last_consent(contact uuid) returns bigint
language sql stable as $$
  select max(k.id) from bauhaus.contact_consents k where k.contact_id = contact
$$;

comment on function bauhaus.last_consent is
  'The newest consent of a contact, whether it holds or not; null where there is none.';
