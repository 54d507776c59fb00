create or replace function api.settle_effects(settlements jsonb, at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  s jsonb;
  n bauhaus.notifications_log;
  one jsonb;
  claims jsonb := '[]';
begin
  for s in select value from jsonb_array_elements(settlements) order by value ->> 'id' loop
    n := bauhaus.settle_one(s);
    if n.id is not null and n.delivery_status not in ('SENDING', 'UNKNOWN') then
      one := bauhaus.claim_waiting(n.sender, n.recipient, at);
      if one is not null then
        claims := claims || one;
      end if;
    end if;
  end loop;
  return claims;
end
$$;

comment on function api.settle_effects is
  'ActorStore.settle: moves claimed effects on, and claims what was waiting behind them.';
