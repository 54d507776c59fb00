create or replace function bauhaus.hold_ceiling(agency uuid, name text, used bigint) returns void
language plpgsql stable as $$
declare
  most constant integer := bauhaus.ceiling(agency, name);
begin
  if used > most then
    raise exception '% %', name, most using errcode = 'BT429';
  end if;
end
$$;

comment on function bauhaus.hold_ceiling is
  'Raises BT429 with the name and the value of a ceiling that is passed, so that nothing of the '
  'transaction is written.';
