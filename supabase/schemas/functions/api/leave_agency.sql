create or replace function api.leave_agency(member_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  gone bauhaus.members;
  thread bauhaus.conversation_threads;
begin
  if bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m set left_at = at, phone = null, phone_consented_at = null
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into gone;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  update bauhaus.duty_alerts a set phone = null where a.member_id = gone.id;
  update bauhaus.sessions s set ended_at = at where s.member_id = gone.id and s.ended_at is null;
  delete from bauhaus.push_subscriptions p where p.member_id = gone.id;
  -- What they held is everybody's again; conversations before tasks before incidents, as
  -- everywhere. Their handoffs stay open: nobody has answered.
  for thread in
    select h.* from bauhaus.conversation_threads h
     where h.agency_id = agency and h.taken_over_by = gone.name and h.taken_over_until > at
     order by h.id for update
  loop
    perform bauhaus.emit('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', thread.id,
          bauhaus.instant(thread.taken_over_until))),
      agency, null, jsonb_build_object('conversationId', thread.id), at);
    update bauhaus.conversation_threads h
       set taken_over_at = null, taken_over_until = null, taken_over_by = null
     where h.id = thread.id;
  end loop;
  perform from bauhaus.tasks t
    where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name
    order by t.id for update;
  update bauhaus.tasks t set state = 'open', claimed_by = null, claimed_at = null, updated_at = at
   where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name;
  update bauhaus.journeys j set keeper_id = null where j.keeper_id = gone.id;
  update bauhaus.incidents i
     set state = 'open', owner_id = null, owner_name = null, claimed_at = null, updated_at = at
   where i.agency_id = agency and i.state = 'claimed' and i.owner_id = gone.id;
  return jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(gone));
end
$$;

comment on function api.leave_agency is
  'Members.remove: ends their sessions at once, and what they held returns to the queue.';
