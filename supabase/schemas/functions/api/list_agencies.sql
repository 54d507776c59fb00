create or replace function api.list_agencies() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.account_json(a) order by a.inserted_at, a.id), '[]')
    from bauhaus.agencies a
$$;

comment on function api.list_agencies is 'Accounts.list.';
