create or replace function api.answer_call(answer jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  call constant uuid := (answer ->> 'callId')::uuid;
  at constant timestamptz := (answer ->> 'now')::timestamptz;
  called record;
begin
  select c.effect_key, c.incident_id, c.member_id, c.outcome, m.name into called
    from bauhaus.notifications_log n
    join bauhaus.duty_calls c on c.agency_id = n.agency_id and c.effect_key = n.effect_key
    join bauhaus.members m on m.id = c.member_id and m.left_at is null
   where n.id = call and n.agency_id = agency for update of c;
  if not found then
    return null;
  end if;
  if called.outcome is null then
    called.outcome := bauhaus.claim_alert(called.incident_id, called.member_id, called.name, call,
      at);
    update bauhaus.duty_calls c set outcome = called.outcome, answered_at = at
     where c.agency_id = agency and c.effect_key = called.effect_key;
  end if;
  return (select jsonb_build_object('outcome', called.outcome, 'owner', i.owner_name,
      'since', bauhaus.instant(i.claimed_at), 'zone', a.zone)
    from bauhaus.incidents i join bauhaus.agencies a on a.id = i.agency_id
   where i.id = called.incident_id);
end
$$;

comment on function api.answer_call is
  'TripDesk.answerCall: who was called takes the incident, once a call, however often the digit '
  'is delivered.';
