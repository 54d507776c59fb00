create or replace function api.remove_push_subscription(member_id uuid, digest text)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  delete from bauhaus.push_subscriptions s
   where s.agency_id = bauhaus.current_agency()
     and s.member_id = remove_push_subscription.member_id
     and s.digest = remove_push_subscription.digest;
  return to_jsonb(found);
end
$$;

comment on function api.remove_push_subscription is 'PushSubscriptions.remove.';
