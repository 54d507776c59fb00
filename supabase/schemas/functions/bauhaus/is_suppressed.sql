create or replace function bauhaus.is_suppressed(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return exists (select from bauhaus.suppressed_recipients r
    where r.recipient_key = bauhaus.recipient_key(sender, phone) and r.opted_out);
end
$$;

comment on function bauhaus.is_suppressed is
  'Whether a phone has opted out of messages from a number, told to whichever agency.';
