create or replace function api.put_reach(member_id uuid, reach jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.members;
begin
  update bauhaus.members m
     set phone = reach ->> 'phone',
         phone_consented_at = case when reach ->> 'phone' is null then null
           when m.phone is not distinct from reach ->> 'phone' and (reach ->> 'mayWrite')::boolean
             then coalesce(m.phone_consented_at, (reach ->> 'now')::timestamptz)
           when (reach ->> 'mayWrite')::boolean then (reach ->> 'now')::timestamptz end,
         languages = array(select jsonb_array_elements_text(reach -> 'languages'))
   where m.id = put_reach.member_id and m.agency_id = bauhaus.current_agency()
     and m.left_at is null and m.role <> 'limited'
  returning * into changed;
  if not found then
    return null;
  end if;
  perform bauhaus.emit('DutyPlanChanged', gen_random_uuid(), changed.agency_id, null, '{}',
    (reach ->> 'now')::timestamptz);
  return bauhaus.staff_json(changed);
end
$$;

comment on function api.put_reach is
  'DutyDesk.putReach: how a member is written to by the duty desk; null where there is no such '
  'member, or they are never on duty.';
