create or replace function api.push_subscriptions(member_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(s.subscription order by s.confirmed_at desc, s.digest), '[]'::jsonb)
    from bauhaus.push_subscriptions s
    join bauhaus.members m on m.id = s.member_id and m.left_at is null
   where s.member_id = push_subscriptions.member_id
     and s.agency_id = (select bauhaus.current_agency())
$$;

comment on function api.push_subscriptions is 'PushSubscriptions.of.';
