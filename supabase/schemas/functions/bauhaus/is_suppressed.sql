create or replace function bauhaus.is_suppressed(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return bauhaus.opted_out_since(sender, phone) is not null;
end
$$;

comment on function bauhaus.is_suppressed is
  'Whether a phone has opted out of messages from a number, told to whichever agency.';
