create or replace function api.list_brakes() returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  return jsonb_build_object(
    'brakes', (select coalesce(jsonb_agg(bauhaus.brake_json(b)
        order by b.set_at desc, b.scope, b.subject), '[]'::jsonb)
      from bauhaus.sending_brakes b where b.agency_id = agency or b.agency_id is null),
    'held', (select count(*) from bauhaus.notifications_log n
      where n.agency_id = agency and n.error_message = 'sending_paused'
        and n.next_attempt_at is not null));
end
$$;

comment on function api.list_brakes is
  'Brakes.list: every brake that was ever set and the operator’s, the latest first, and how many '
  'messages pauses hold.';
