create or replace function bauhaus.close_tasks_of_unsent(
  trip uuid, tried_at timestamptz, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.tasks k
     set state = 'done', closed_at = at, updated_at = at, closed_reason = 'message_got_through'
   where k.trip_id = trip and k.state <> 'done'
     and (k.kind = 'unreachable' and not exists (
            select from bauhaus.notifications_log n where n.trip_id = trip and n.permanent
              and n.last_tried_at > tried_at)
          or k.kind = 'critical_unsent' and not exists (
            select from bauhaus.notifications_log n
             where n.trip_id = trip
               and (n.critical or rules.alerts_agency_on_failure(n.notification_type))
               and (n.delivery_status = 'UNKNOWN'
                    or n.delivery_status in ('PENDING', 'SENDING')
                    and (n.attempts > 0 or n.error_code is not null)
                    or n.delivery_status = 'FAILED' and not exists (
                         select from bauhaus.notifications_log l
                          where l.trip_id = trip and rules.is_arrival(l.provider_status)
                            and not l.is_test
                            and l.last_tried_at > n.last_tried_at
                            and rules.supersedes(l.notification_type, n.notification_type)))));
end
$$;

comment on function bauhaus.close_tasks_of_unsent is
  'Closes tasks about unsent messages of a trip after one tried at `tried_at` has arrived; a newer '
  'failure keeps its task open.';
