create or replace function bauhaus.person_token(agency uuid, phone text) returns text
language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(agency || ' ' || bauhaus.number_token(phone), 'UTF8')), 'hex');
end
$$;

comment on function bauhaus.person_token is
  'What is left of an erased number of an agency: the one place that says how it is made.';
