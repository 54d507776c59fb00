create or replace function api.add_push_subscription(subscription jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  member constant uuid := (subscription ->> 'memberId')::uuid;
  at constant timestamptz := (subscription ->> 'at')::timestamptz;
begin
  -- Who leaves meanwhile waits, and then takes this one along.
  perform from bauhaus.members m
    where m.id = member and m.agency_id = agency and m.left_at is null for no key update;
  if not found then
    return to_jsonb(false);
  end if;
  insert into bauhaus.push_subscriptions as s (agency_id, digest, member_id, subscription,
    created_at, confirmed_at)
  values (agency, add_push_subscription.subscription ->> 'digest', member,
    add_push_subscription.subscription ->> 'subscription', at, at)
  on conflict (agency_id, digest) do update
    set member_id = excluded.member_id, subscription = excluded.subscription, confirmed_at = at;
  delete from bauhaus.push_subscriptions d
   where d.agency_id = agency and d.digest in (select o.digest from bauhaus.push_subscriptions o
     where o.member_id = member order by o.confirmed_at desc, o.digest offset 20);
  return to_jsonb(true);
end
$$;

comment on function api.add_push_subscription is 'PushSubscriptions.add.';
