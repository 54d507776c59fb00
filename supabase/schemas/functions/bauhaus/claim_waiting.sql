-- After a message is settled, the next one from the same number to the same phone.
create or replace function bauhaus.claim_waiting(
  from_number text, to_phone text, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  n bauhaus.notifications_log;
  one jsonb;
begin
  if exists (select from bauhaus.notifications_log
              where sender = from_number and recipient = to_phone
                and delivery_status in ('SENDING', 'UNKNOWN')) then
    return null;
  end if;
  for n in
    select * from bauhaus.notifications_log
     where sender = from_number and recipient = to_phone and delivery_status = 'PENDING'
       and due_at <= at and (waits_for_pair or next_attempt_at <= at)
     order by critical desc, due_at, seq limit 20 for update skip locked
  loop
    one := bauhaus.claim_one(n, at);
    if one is not null then
      return one;
    end if;
  end loop;
  return null;
end
$$;
