create or replace function bauhaus.contact_json(c bauhaus.contacts) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', c.id, 'name', c.name, 'callName', c.call_name, 'phone', c.phone,
    'email', c.email, 'language', c.language, 'revision', c.revision)
$$;

comment on function bauhaus.contact_json is 'Contact of shared/domain/contact.ts.';
