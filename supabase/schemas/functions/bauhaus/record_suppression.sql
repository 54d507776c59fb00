create or replace function bauhaus.record_suppression(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.suppressions as s (agency_id, sender, phone, opted_out, changed_at,
    changed_by)
  select h.agency_id, h.sender, h.phone, (record ->> 'optedOut')::boolean,
    (record ->> 'at')::timestamptz, record ->> 'by'
    from bauhaus.conversation_threads h where h.id = (record ->> 'conversationId')::uuid
  on conflict (agency_id, sender, phone) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at,
         changed_by = excluded.changed_by
   where s.changed_at <= excluded.changed_at;
  perform bauhaus.share_suppression((record ->> 'conversationId')::uuid,
    (record ->> 'optedOut')::boolean, (record ->> 'at')::timestamptz);
end
$$;

comment on function bauhaus.record_suppression is
  'RecordCommand of kind suppression: an opt-out or opt-in; an older one than recorded changes '
  'nothing.';
