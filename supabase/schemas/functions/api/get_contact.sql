create or replace function api.get_contact(contact_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('contact', bauhaus.contact_json(c),
      'reachability', bauhaus.reachability(c))
    from bauhaus.contacts c where c.id = contact_id and c.forgotten_at is null
$$;

comment on function api.get_contact is 'ContactDesk.contact.';
