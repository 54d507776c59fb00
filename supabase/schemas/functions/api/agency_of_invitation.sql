create or replace function api.agency_of_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(i.agency_id) from bauhaus.invitations i where i.token_hash = hash
$$;

comment on function api.agency_of_invitation is
  'For Members.invitationOf and accept. Called as system, since the agency is not known yet.';
