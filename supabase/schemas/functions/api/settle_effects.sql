create or replace function api.settle_effects(settlements jsonb, at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  settlement jsonb;
  message bauhaus.notifications_log;
  claim jsonb;
  claimed jsonb := '[]';
begin
  for settlement in select value from jsonb_array_elements(settlements) order by value ->> 'id' loop
    message := bauhaus.settle_one(settlement);
    if message.id is not null and message.delivery_status not in ('SENDING', 'UNKNOWN') then
      claim := bauhaus.claim_waiting(message.sender, message.recipient, at);
      if claim is not null then
        claimed := claimed || claim;
      end if;
    end if;
  end loop;
  return claimed;
end
$$;

comment on function api.settle_effects is
  'ActorStore.settle: settles claimed effects and claims the messages that waited behind them.';
