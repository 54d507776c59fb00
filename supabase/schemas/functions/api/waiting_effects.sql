-- Looked up by key only: a condition on next_attempt_at would let Postgres choose the index of all
-- waiting messages of all agencies.
create or replace function api.waiting_effects(ids uuid[], keys text[]) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id,
          'at', n.next_attempt_at) order by n.next_attempt_at), '[]'::jsonb)
      from bauhaus.notifications_log n
     where (n.id = any (ids) or n.agency_id = bauhaus.current_agency()
       and n.effect_key = any (keys)) and n.delivery_status in ('PENDING', 'UNKNOWN'));
end
$$;

comment on function api.waiting_effects is
  'WaitingEffects.waitingEffects: of these messages, by id or by key, those that need another '
  'look, and when.';
