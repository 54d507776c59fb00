-- With the rights of the owner: no role lists the digests, which trying numbers would reverse.
create or replace function bauhaus.opted_out_since(sender text, phone text) returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select r.changed_at from bauhaus.suppressed_recipients r
    where r.recipient_key = bauhaus.recipient_key(sender, phone) and r.opted_out);
end
$$;

comment on function bauhaus.opted_out_since is
  'Since when a phone wants no messages from a number, told to whichever agency; null: it does.';
