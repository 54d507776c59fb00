create or replace function bauhaus.record_suppression(r jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.suppressions as s (agency_id, sender, phone, opted_out, changed_at,
    changed_by)
  select h.agency_id, h.sender, h.phone, (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz,
    r ->> 'by'
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (agency_id, sender, phone) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at,
         changed_by = excluded.changed_by
   where s.changed_at <= excluded.changed_at;
  insert into bauhaus.suppressed_recipients as l (recipient_key, opted_out, changed_at)
  select bauhaus.recipient_key(h.sender, h.phone), (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (recipient_key) do update set opted_out = excluded.opted_out, changed_at = excluded.changed_at
   where l.changed_at <= excluded.changed_at;
end
$$;
