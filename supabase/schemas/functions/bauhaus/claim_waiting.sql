create or replace function bauhaus.claim_waiting(
  from_number text, to_phone text, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  claim jsonb;
begin
  if exists (select from bauhaus.notifications_log
              where sender = from_number and recipient = to_phone
                and delivery_status in ('SENDING', 'UNKNOWN')) then
    return null;
  end if;
  for message in
    select * from bauhaus.notifications_log
     where sender = from_number and recipient = to_phone and delivery_status = 'PENDING'
       and due_at <= at and (waits_for_pair or next_attempt_at <= at)
     order by critical desc, due_at, seq limit rules.most_waiting_tried() for update skip locked
  loop
    claim := bauhaus.claim_one(message, at);
    if claim is not null then
      return claim;
    end if;
  end loop;
  return null;
end
$$;

comment on function bauhaus.claim_waiting is
  'Claims the next message from a number to a phone, after one has been settled; null where none '
  'can be.';
