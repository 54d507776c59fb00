create or replace function bauhaus.acting_member() returns uuid
language plpgsql stable as $$
declare
  act constant jsonb := nullif(current_setting('request.headers', true), '')::jsonb
    ->> 'x-bauhaus-act';
begin
  return (select m.id from bauhaus.members m
    where m.id = case when act #>> '{actor,kind}' = 'member' then (act #>> '{actor,id}')::uuid end
      and m.agency_id = bauhaus.current_agency() and m.left_at is null);
end
$$;

comment on function bauhaus.acting_member is
  'The member whose act this request is; null: a system''s, an agent''s or nobody''s.';
