create or replace function api.change_member(member_id uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  changed bauhaus.members;
begin
  if coalesce(change ->> 'role', 'owner') <> 'owner' and bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m
     set name = coalesce(change ->> 'name', m.name),
         role = coalesce(change ->> 'role', m.role),
         sees = coalesce(change ->> 'sees', m.sees),
         groups = case when change ? 'groups'
           then array(select jsonb_array_elements_text(change -> 'groups'))::uuid[]
           else m.groups end
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into changed;
  return case when found
    then jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(changed))
    else jsonb_build_object('kind', 'not-found') end;
end
$$;

comment on function api.change_member is 'Members.change.';
