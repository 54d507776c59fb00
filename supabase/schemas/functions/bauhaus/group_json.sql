create or replace function bauhaus.group_json(g bauhaus.groups) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', g.id, 'name', g.name, 'leaderId', g.leader_id, 'journeys', (
    select count(*) from bauhaus.journeys j where j.group_id = g.id and j.withdrawn_at is null))
$$;

comment on function bauhaus.group_json is 'Group of shared/domain/contact.ts.';
