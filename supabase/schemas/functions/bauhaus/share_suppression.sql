-- With the rights of the owner, as opted_out_since: an agency changes the record of those only who
-- have written to it.
create or replace function bauhaus.share_suppression(
  conversation uuid, is_opted_out boolean, at timestamptz
) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into bauhaus.suppressed_recipients as r (recipient_key, opted_out, changed_at)
  select bauhaus.recipient_key(h.sender, h.phone), is_opted_out, at
    from bauhaus.conversation_threads h
   where h.id = conversation and h.agency_id = bauhaus.current_agency()
  on conflict (recipient_key) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at
   where r.changed_at <= excluded.changed_at;
end
$$;

comment on function bauhaus.share_suppression is
  'Records an opt-out or opt-in for all agencies that write from the number.';
