create or replace function bauhaus.keep_what_was_sent() returns trigger
language plpgsql as $$
declare
  -- What is personal in it ends (bauhaus.forget_messages), and may end once.
  is_forgotten constant boolean := old.forgotten_at is null and new.forgotten_at is not null
    and new.recipient = '' and new.content = '{"kind": "text", "text": "•••"}';
begin
  if (new.agency_id, new.sender, new.told, new.effect_key, new.sent_at, new.delivery_status)
      is not distinct from
      (old.agency_id, old.sender, old.told, old.effect_key, old.sent_at, old.delivery_status)
    and is_forgotten then
    return new;
  end if;
  if (new.agency_id, new.sender, new.recipient, new.told, new.effect_key)
      is distinct from (old.agency_id, old.sender, old.recipient, old.told, old.effect_key)
    or new.delivery_status = 'SENT' and (new.content, new.sent_at, new.try_order)
      is distinct from (old.content, old.sent_at, old.try_order)
    or new.delivery_status = 'SENT' and old.provider_id is distinct from new.provider_id
      and old.provider_id is not null then
    raise exception 'what was sent stays as it was' using errcode = '42501';
  end if;
  return new;
end
$$;

comment on function bauhaus.keep_what_was_sent is
  'Nobody rewrites what a traveller was sent; message_attempts shows what was tried.';

create or replace trigger keep_what_was_sent
  before update on bauhaus.notifications_log for each row
  when (old.delivery_status = 'SENT' and current_user = 'agent')
  execute function bauhaus.keep_what_was_sent();
