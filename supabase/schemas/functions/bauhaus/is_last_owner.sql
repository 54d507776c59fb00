create or replace function bauhaus.is_last_owner(member uuid) returns boolean
language plpgsql set search_path = '' as $$
begin
  -- Two owners who leave at once wait for each other here. The agency is not locked: turns read it.
  perform from bauhaus.members m
   where m.agency_id = bauhaus.current_agency() and m.role = 'owner' and m.left_at is null
   order by m.id for update;
  return exists (select from bauhaus.members m
      where m.id = member and m.role = 'owner' and m.left_at is null)
    and not exists (select from bauhaus.members m
      where m.agency_id = bauhaus.current_agency() and m.id <> member and m.role = 'owner'
        and m.left_at is null);
end
$$;

comment on function bauhaus.is_last_owner is
  'Whether an agency would have no owner without this member; until the end of the transaction.';
