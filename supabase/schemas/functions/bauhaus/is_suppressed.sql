create or replace function bauhaus.is_suppressed(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return exists (select from bauhaus.suppressed_recipients l where l.recipient_key = bauhaus.recipient_key(sender, phone)
    and l.opted_out);
end
$$;
