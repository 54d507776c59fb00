-- What becomes of a waiting message whose time has come: dropped, put off, or under way. Takes a
-- slot and the phone; writes no ledger.
create or replace function bauhaus.claim_or_defer(
  n bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  lease constant interval := case when n.content ? 'mediaUrl' then interval '90 seconds'
    else interval '60 seconds' end;
  why constant text := bauhaus.suppression_reason(n, at);
  free_at timestamptz;
begin
  if why is not null then
    n.delivery_status := 'DROPPED';
    n.error_message := why;
    n.next_attempt_at := null;
    n.waits_for_pair := false;
    return n;
  end if;

  if pg_try_advisory_xact_lock(hashtextextended(n.sender || ' ' || n.recipient, 0)) then
    select greatest(o.next_attempt_at, at) + interval '1 second' into free_at
      from bauhaus.notifications_log o
     where o.sender = n.sender and o.recipient = n.recipient
       and o.delivery_status in ('SENDING', 'UNKNOWN');
  else
    -- Another transaction is about to send to the same phone, which this one cannot see yet.
    free_at := at + interval '1 second';
  end if;
  if free_at is not null then
    n.next_attempt_at := free_at;
    n.waits_for_pair := true;
    return n;
  end if;

  n.waits_for_pair := false;
  n.slot_at := coalesce(n.slot_at, bauhaus.next_rate_slot(n, at));
  if n.slot_at > at then
    n.next_attempt_at := n.slot_at;
    return n;
  end if;

  n.delivery_status := 'SENDING';
  n.fence := n.fence + 1;
  n.lease_until := at + lease;
  -- A lease that ends unsettled is reconciled, not sent again, two minutes after its end.
  n.next_attempt_at := at + lease + interval '2 minutes';
  n.slot_at := null;
  n.first_tried_at := coalesce(n.first_tried_at, at);
  n.last_tried_at := at;
  n.try_order := nextval('bauhaus.tries');
  return n;
end
$$;
