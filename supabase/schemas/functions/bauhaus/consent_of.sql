create or replace function bauhaus.consent_of(contact uuid) returns jsonb
language sql stable as $$
  select k.consent from bauhaus.contacts c
    join bauhaus.contact_consents k on k.contact_id = c.id
   where c.id = contact and k.id > coalesce(c.last_void_consent, 0)
   order by k.consent ->> 'how' = 'explicit' desc, k.id desc
   limit 1
$$;

comment on function bauhaus.consent_of is
  'The consent of a contact that holds for the number and person of now, explicit before attested; '
  'null where there is none.';
