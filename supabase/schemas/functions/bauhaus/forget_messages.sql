create or replace function bauhaus.forget_messages(ids uuid[], at timestamptz) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  -- One that is under way is given up: a later fence makes its worker's answer count for nothing.
  update bauhaus.notifications_log n
     set recipient = '', address = null, content = '{"kind": "text", "text": "•••"}',
         forgotten_at = at, updated_at = at,
         fence = n.fence + (n.next_attempt_at is not null)::integer,
         delivery_status = case when n.next_attempt_at is null then n.delivery_status
           else 'DROPPED' end,
         error_message = case when n.next_attempt_at is null then n.error_message
           else 'forgotten' end,
         next_attempt_at = null, lease_until = null, waits_for_pair = false
   where n.id = any (ids) and n.forgotten_at is null;
  get diagnostics forgotten_count = row_count;
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_messages is
  'Takes recipient and words out of messages; the row stays for its counts, keys and hashes.';
