create or replace function bauhaus.member_json(m bauhaus.members) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'role', m.role,
    'groups', m.groups, 'sees', m.sees, 'joinedAt', bauhaus.instant(m.joined_at),
    'leftAt', bauhaus.instant(m.left_at))
$$;

comment on function bauhaus.member_json is 'Member of shared/domain/member.ts.';
