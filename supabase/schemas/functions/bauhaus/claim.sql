create or replace function bauhaus.claim(ids uuid[], at timestamptz) returns jsonb
language plpgsql as $$
declare
  n bauhaus.notifications_log;
  one jsonb;
  claims jsonb := '[]';
begin
  for n in
    select * from bauhaus.notifications_log where id = any (ids) and next_attempt_at <= at
     order by critical desc, due_at, seq for update skip locked
  loop
    one := bauhaus.claim_one(n, at);
    if one is not null then
      claims := claims || one;
    end if;
  end loop;
  return claims;
end
$$;
