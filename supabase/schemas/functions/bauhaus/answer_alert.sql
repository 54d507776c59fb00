create or replace function bauhaus.answer_alert(
  agency uuid, message jsonb, at timestamptz
) returns boolean
language plpgsql as $$
declare
  message_id constant uuid := (message ->> 'messageId')::uuid;
  answer constant integer := (message ->> 'alertAnswer')::integer;
  quoted constant text := message ->> 'quotes';
  asked record;
  outcome text := 'unclear';
begin
  if answer is null and quoted is null then
    return null;
  end if;
  if exists (select from bauhaus.duty_alerts d where d.answered_by = message_id) then
    return false;
  end if;
  -- Delivered again, and taken for a traveller's before the alert was there.
  if exists (select from bauhaus.conversations c where c.id = message_id) then
    return null;
  end if;
  select d.incident_id, d.member_id, m.name into asked
    from bauhaus.duty_alerts d
    join bauhaus.members m on m.id = d.member_id and m.left_at is null
   where d.agency_id = agency and d.phone = message ->> 'phone' and d.answered_by is null
     and d.asked_at > at - interval '12 hours'
     and case when quoted is null then answer in (0, d.number)
       else exists (select from bauhaus.notifications_log n
         where n.agency_id = agency and n.effect_key = d.effect_key
           and quoted = any (n.former_provider_ids || n.provider_id)) end
   order by d.asked_at desc, d.number limit 1 for update of d;
  if not found then
    return null;
  end if;
  if answer is not null then
    outcome := bauhaus.claim_alert(asked.incident_id, asked.member_id, asked.name, message_id,
      at);
    update bauhaus.duty_alerts d set answered_at = at, answered_by = message_id
     where d.incident_id = asked.incident_id and d.member_id = asked.member_id;
  end if;
  perform bauhaus.emit('StaffAnswered',
    bauhaus.uuid_v5(format('["StaffAnswered","%s"]', message_id)), agency, null,
    jsonb_build_object('incidentId', asked.incident_id, 'memberId', asked.member_id,
      'outcome', outcome), at);
  return true;
end
$$;

comment on function bauhaus.answer_alert is
  'Takes a message for an answer to an alert where it is one: from the phone that was asked, '
  'within twelve hours, by the number of the alert (`alertAnswer`, 0 for a button) or quoting it. '
  'Answers whether it was new; null: it is a traveller''s.';
