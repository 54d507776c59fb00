create or replace function api.claim_effects(ids uuid[], at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
begin
  return bauhaus.claim(ids, at);
end
$$;

comment on function api.claim_effects is
  'ActorStore.claim: the effects that the caller must now perform (ClaimedEffect[]).';
