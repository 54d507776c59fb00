create or replace function api.is_own(topic text, thing text) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(bauhaus.is_own(topic, thing))
$$;

comment on function api.is_own is 'Members.isOwn.';
