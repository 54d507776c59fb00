create or replace function bauhaus.claim(ids uuid[], at timestamptz) returns jsonb
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  claim jsonb;
  claimed jsonb := '[]';
begin
  for message in
    select * from bauhaus.notifications_log where id = any (ids) and next_attempt_at <= at
     order by critical desc, due_at, seq for update skip locked
  loop
    claim := bauhaus.claim_one(message, at);
    if claim is not null then
      claimed := claimed || claim;
    end if;
  end loop;
  return claimed;
end
$$;

comment on function bauhaus.claim is
  'Claims those messages that are due, critical ones first; rows locked by others are left to '
  'them.';
