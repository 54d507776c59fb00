create or replace function bauhaus.invitation_json(i bauhaus.invitations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email, 'role', i.role,
    'groups', i.groups, 'sees', i.sees, 'invitedBy', i.invited_by,
    'createdAt', bauhaus.instant(i.created_at), 'expiresAt', bauhaus.instant(i.expires_at),
    'acceptedAt', bauhaus.instant(i.accepted_at), 'revokedAt', bauhaus.instant(i.revoked_at))
$$;

comment on function bauhaus.invitation_json is 'Invitation of shared/domain/member.ts.';
