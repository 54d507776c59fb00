-- In plpgsql: convert_to is not immutable to the planner, so as SQL it would not be inlined but
-- parsed at each call, at ten times the cost.
create or replace function bauhaus.recipient_key(sender text, phone text) returns text
language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(sender || ' ' || bauhaus.number_token(phone),
    'UTF8')), 'hex');
end
$$;

comment on function bauhaus.recipient_key is
  'The digest under which the opt-outs of a phone from a number are shared by agencies.';
