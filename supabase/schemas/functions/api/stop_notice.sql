create or replace function api.stop_notice(
  notice uuid, by_whom text, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  stopped bauhaus.notices;
begin
  update bauhaus.notices n
     set stopped_by = coalesce(n.stopped_by, by_whom), stopped_at = coalesce(n.stopped_at, at)
   where n.id = notice and n.confirmed_at is not null returning * into stopped;
  if not found then
    return null;
  end if;
  -- What is entered later is dropped when it is claimed (bauhaus.suppression_reason).
  update bauhaus.notifications_log l
     set delivery_status = 'DROPPED', error_message = 'stopped', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
    from bauhaus.notice_recipients r
   where r.notice_id = stopped.id and l.effect_key = r.effect_key and l.agency_id = r.agency_id
     and l.delivery_status = 'PENDING';
  return bauhaus.notice_json(stopped);
end
$$;

comment on function api.stop_notice is
  'Notices.stop: what is not out yet is not sent; null where there is no such notice on its way.';
