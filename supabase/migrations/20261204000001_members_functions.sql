-- Written by `npm run db:migration` from supabase/schemas: what changed there since the
-- migrations before it. Deployments with the Supabase CLI get functions, policies and grants
-- from here.

set lock_timeout = '10s';
set statement_timeout = '60s';

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.repeatables (
  name text primary key,
  checksum text not null
);

set check_function_bodies = off;

drop policy if exists made_by_the_agency on bauhaus.data_keys;
drop policy if exists of_everybody on bauhaus.platform_ceilings;
drop policy if exists of_the_agency on bauhaus.actors;
drop policy if exists of_the_agency on bauhaus.agencies;
drop policy if exists of_the_agency on bauhaus.agencies_settings;
drop policy if exists of_the_agency on bauhaus.agency_api_keys;
drop policy if exists of_the_agency on bauhaus.agency_places;
drop policy if exists of_the_agency on bauhaus.audit_log;
drop policy if exists of_the_agency on bauhaus.contact_consents;
drop policy if exists of_the_agency on bauhaus.contacts;
drop policy if exists of_the_agency on bauhaus.conversation_threads;
drop policy if exists of_the_agency on bauhaus.conversations;
drop policy if exists of_the_agency on bauhaus.data_keys;
drop policy if exists of_the_agency on bauhaus.decisions;
drop policy if exists of_the_agency on bauhaus.documents;
drop policy if exists of_the_agency on bauhaus.erasures;
drop policy if exists of_the_agency on bauhaus.files_to_remove;
drop policy if exists of_the_agency on bauhaus.flight_status_history;
drop policy if exists of_the_agency on bauhaus.flights;
drop policy if exists of_the_agency on bauhaus.forgotten_messages;
drop policy if exists of_the_agency on bauhaus.groups;
drop policy if exists of_the_agency on bauhaus.inbox;
drop policy if exists of_the_agency on bauhaus.itineraries;
drop policy if exists of_the_agency on bauhaus.journeys;
drop policy if exists of_the_agency on bauhaus.legs;
drop policy if exists of_the_agency on bauhaus.message_attempts;
drop policy if exists of_the_agency on bauhaus.model_spend;
drop policy if exists of_the_agency on bauhaus.notifications_log;
drop policy if exists of_the_agency on bauhaus.outbox;
drop policy if exists of_the_agency on bauhaus.passengers;
drop policy if exists of_the_agency on bauhaus.place_embedding_texts;
drop policy if exists of_the_agency on bauhaus.place_gaps;
drop policy if exists of_the_agency on bauhaus.quarantine;
drop policy if exists of_the_agency on bauhaus.rate_limits;
drop policy if exists of_the_agency on bauhaus.stay_plans;
drop policy if exists of_the_agency on bauhaus.suppressions;
drop policy if exists of_the_agency on bauhaus.tasks;
drop policy if exists of_the_agency on bauhaus.timers;
drop policy if exists of_the_agency on bauhaus.trip_passengers;
drop policy if exists of_the_agency on bauhaus.trips;
drop policy if exists of_the_operator on bauhaus.agencies;
drop policy if exists of_the_operator on bauhaus.agency_api_keys;
drop policy if exists of_the_operator on bauhaus.audit_log;
drop policy if exists of_the_operator on bauhaus.notifications_log;
drop policy if exists of_the_router on bauhaus.agency_questions;
drop policy if exists of_the_system on bauhaus.actors;
drop policy if exists of_the_system on bauhaus.agencies;
drop policy if exists of_the_system on bauhaus.agencies_settings;
drop policy if exists of_the_system on bauhaus.agency_api_keys;
drop policy if exists of_the_system on bauhaus.agency_places;
drop policy if exists of_the_system on bauhaus.audit_log;
drop policy if exists of_the_system on bauhaus.circuit_breakers;
drop policy if exists of_the_system on bauhaus.conversation_threads;
drop policy if exists of_the_system on bauhaus.conversations;
drop policy if exists of_the_system on bauhaus.data_keys;
drop policy if exists of_the_system on bauhaus.decisions;
drop policy if exists of_the_system on bauhaus.documents;
drop policy if exists of_the_system on bauhaus.erasures;
drop policy if exists of_the_system on bauhaus.flight_snapshots;
drop policy if exists of_the_system on bauhaus.flight_status_history;
drop policy if exists of_the_system on bauhaus.flights;
drop policy if exists of_the_system on bauhaus.forgotten_messages;
drop policy if exists of_the_system on bauhaus.inbox;
drop policy if exists of_the_system on bauhaus.itineraries;
drop policy if exists of_the_system on bauhaus.journeys;
drop policy if exists of_the_system on bauhaus.notifications_log;
drop policy if exists of_the_system on bauhaus.outbox;
drop policy if exists of_the_system on bauhaus.quarantine;
drop policy if exists of_the_system on bauhaus.rate_limits;
drop policy if exists of_the_system on bauhaus.suppressions;
drop policy if exists of_the_system on bauhaus.tasks;
drop policy if exists of_the_system on bauhaus.timers;
drop policy if exists of_the_system on bauhaus.trips;
create or replace function api.accept_invitation(hash text, member jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (member ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  taken bauhaus.invitations;
  joined bauhaus.members;
begin
  update bauhaus.invitations i set accepted_at = at
   where i.token_hash = hash and i.agency_id = agency and i.accepted_at is null
     and i.revoked_at is null and i.expires_at > at
  returning * into taken;
  if not found then
    return null;
  end if;
  -- Who is a member already keeps the higher of both roles and the one row.
  insert into bauhaus.members (agency_id, user_id, name, email, role, groups, joined_at)
  values (agency, (member ->> 'userId')::uuid, taken.name, member ->> 'email', taken.role,
    taken.groups, at)
  on conflict (user_id, agency_id) where left_at is null do update
    set role = case when members.role = 'owner' then members.role else excluded.role end,
        groups = excluded.groups
  returning * into joined;
  return bauhaus.member_json(joined);
end
$$;

comment on function api.accept_invitation is
  'Members.accept; null: the invitation was taken, revoked or has expired.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/accept_invitation',
  '47a1563e4578053157d5c260d17a87d9b1e644a8a55c696183a2193c98be289a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agency_of_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(i.agency_id) from bauhaus.invitations i where i.token_hash = hash
$$;

comment on function api.agency_of_invitation is
  'For Members.invitationOf and accept. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_of_invitation',
  '4b8e53ccbe2e3f20ddad40a60a2769e3ddf4b7b02be51ca98f1684ad76f0268e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.authenticate_session(
  hash text, at timestamptz, idle_since timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  session bauhaus.sessions;
begin
  select * into session from bauhaus.sessions s
   where s.token_hash = hash and s.ended_at is null and s.expires_at > at
     and s.seen_at > idle_since;
  if not found then
    return null;
  end if;
  if session.seen_at <= at - interval '1 minute' then
    update bauhaus.sessions s set seen_at = at where s.token_hash = hash;
  end if;
  return (select jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
      'suspendedBecause', a.suspended_because, 'memberId', m.id, 'userId', m.user_id,
      'name', m.name, 'role', m.role, 'groups', m.groups,
      'expiresAt', bauhaus.instant(session.expires_at))
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.id = session.member_id and m.left_at is null);
end
$$;

comment on function api.authenticate_session is
  'Sessions.authenticate. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_session',
  '04edab33320c9552c5d5e292da91f5bae75ffda18428034b9d5119d0e350c5df')
on conflict (name) do update set checksum = excluded.checksum;

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

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_member',
  '1888ffc8348addec90083238066b02b66529be6fe91e1a19a901c7c3425973b6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.end_session(hash text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.sessions s set ended_at = at where s.token_hash = hash and s.ended_at is null;
  return to_jsonb(found);
end
$$;

comment on function api.end_session is 'Sessions.end. Called as system: who has it may end it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/end_session',
  '248fe96596665804a406bdf976ac658d3fb50ea44ad57a219f77a1d686802416')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.invitation_json(i) || jsonb_build_object('agencyId', a.id, 'agencyName', a.name)
    from bauhaus.invitations i join bauhaus.agencies a on a.id = i.agency_id
   where i.token_hash = hash and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_invitation is 'Members.invitationOf.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_invitation',
  '6e7bb6c67be7d533785997477d4da4ce6f61cb5ee1838970abc689db98b52152')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.invite_member(invitation jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.invitations;
begin
  insert into bauhaus.invitations (agency_id, token_hash, name, email, role, groups, invited_by,
    created_at, expires_at)
  values (bauhaus.current_agency(), invitation ->> 'hash', invitation ->> 'name',
    invitation ->> 'email', invitation ->> 'role',
    array(select jsonb_array_elements_text(invitation -> 'groups'))::uuid[],
    invitation ->> 'invitedBy', (invitation ->> 'now')::timestamptz,
    (invitation ->> 'expiresAt')::timestamptz)
  returning * into made;
  return bauhaus.invitation_json(made);
end
$$;

comment on function api.invite_member is 'Members.invite.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/invite_member',
  '9992f766d6ec7999a0f3c0f56c53d38a110ec1457a0da4776ae801673fe28472')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.leave_agency(member_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  gone bauhaus.members;
begin
  if bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m set left_at = at
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into gone;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  update bauhaus.sessions s set ended_at = at where s.member_id = gone.id and s.ended_at is null;
  -- What they held is everybody's again.
  update bauhaus.tasks t set state = 'open', claimed_by = null, claimed_at = null, updated_at = at
   where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name;
  return jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(gone));
end
$$;

comment on function api.leave_agency is
  'Members.remove: ends their sessions at once, and what they held returns to the queue.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/leave_agency',
  '75cb5efcba781694e21ae671246ccdeb0e22a22067da325a16db2a68c28df074')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_api_keys() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
    from bauhaus.agency_api_keys k where k.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_api_keys is 'ApiKeys.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_api_keys',
  'b65422a835c7e177fca3afd08fcafa30cbebcbc7709c47ac03546d3c9cf1e329')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_invitations() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.invitation_json(i) order by i.created_at desc, i.id), '[]')
    from bauhaus.invitations i where i.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_invitations is 'Members.invitations, newest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_invitations',
  'd824a4403f12ff0fb43eaedb5eead292ee86569452927c00550fd39ca6ebf6cb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_members() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.member_json(m) order by m.joined_at, m.id), '[]')
    from bauhaus.members m where m.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_members is 'Members.list: who has left too.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_members',
  '088a02fb9f81c570632052efa90cfbd0226c349ecacb8bd1b1c17e47c819afdb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.memberships_of(user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('memberId', m.id, 'name', m.name, 'role', m.role,
      'agencyId', a.id, 'agencyName', a.name) order by m.joined_at, m.id), '[]')
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.user_id = memberships_of.user_id and m.left_at is null
$$;

comment on function api.memberships_of is
  'Sessions.memberships. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/memberships_of',
  '099645db754bbb7a0bef1c2094c71c07c83175bc78bf44667cb04f72066138aa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.revoke_invitation(
  invitation_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.invitations;
begin
  update bauhaus.invitations i set revoked_at = coalesce(i.revoked_at, at)
   where i.id = invitation_id and i.agency_id = bauhaus.current_agency()
     and i.accepted_at is null
  returning * into changed;
  return case when found then bauhaus.invitation_json(changed) end;
end
$$;

comment on function api.revoke_invitation is
  'Members.revokeInvitation; null: there is none, or it was accepted.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/revoke_invitation',
  '2645ab0a6e1be9b7c729fcf3430fc53dd6326331536ebfa8d38eff9823681747')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.start_session(session jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (session ->> 'now')::timestamptz;
begin
  insert into bauhaus.sessions (token_hash, agency_id, member_id, sign_in_id, started_at, seen_at,
    expires_at)
  select session ->> 'hash', m.agency_id, m.id, session ->> 'signInId', at, at,
      (session ->> 'expiresAt')::timestamptz
    from bauhaus.members m
   where m.id = (session ->> 'memberId')::uuid and m.user_id = (session ->> 'userId')::uuid
     and m.left_at is null
  on conflict (sign_in_id) do nothing;
  return to_jsonb(found);
end
$$;

comment on function api.start_session is
  'Sessions.start. False: the link that signs in was used, or they are no member any more.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/start_session',
  '146be25c51eb23c69286e8f26b5ee0710e7ff5643e6986da8ec0190640bc69ed')
on conflict (name) do update set checksum = excluded.checksum;

drop trigger if exists audit_row on bauhaus.agencies;
drop trigger if exists audit_row on bauhaus.agencies_settings;
drop trigger if exists audit_row on bauhaus.agency_api_keys;
drop trigger if exists audit_row on bauhaus.agency_places;
drop trigger if exists audit_row on bauhaus.contact_consents;
drop trigger if exists audit_row on bauhaus.contacts;
drop trigger if exists audit_row on bauhaus.conversation_threads;
drop trigger if exists audit_row on bauhaus.conversations;
drop trigger if exists audit_row on bauhaus.documents;
drop trigger if exists audit_row on bauhaus.groups;
drop trigger if exists audit_row on bauhaus.itineraries;
drop trigger if exists audit_row on bauhaus.journeys;
drop trigger if exists audit_row on bauhaus.legs;
drop trigger if exists audit_row on bauhaus.passengers;
drop trigger if exists audit_row on bauhaus.stay_plans;
drop trigger if exists audit_row on bauhaus.tasks;
drop trigger if exists audit_row on bauhaus.trip_passengers;
drop trigger if exists audit_row on bauhaus.trips;
create or replace function bauhaus.audit_row() returns trigger
language plpgsql as $$
declare
  old_row constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  present constant jsonb := coalesce(new_row, old_row);
  changes constant jsonb := bauhaus.audited_changes(old_row, new_row);
begin
  if tg_op <> 'UPDATE' or changes <> '{}' then
    perform bauhaus.audit(coalesce(present ->> 'agency_id', present ->> 'id')::uuid,
      tg_table_name || '.' || lower(tg_op), tg_table_name,
      coalesce(present ->> 'id', present ->> 'setting_key', present ->> 'trip_id',
        present ->> 'contact_id', present ->> 'journey_id'), changes);
  end if;
  return null;
end
$$;

comment on function bauhaus.audit_row is
  'Enters what somebody does to a row into the audit, in the transaction that does it. Turns of '
  'agents have no author and are not entered: decisions holds their reasons.';

do $$
declare
  name text;
begin
  foreach name in array array['agencies', 'agencies_settings', 'agency_api_keys', 'agency_places',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations',
    'documents', 'groups', 'invitations', 'itineraries', 'journeys',
    'legs', 'members', 'passengers', 'stay_plans', 'tasks',
    'trip_passengers', 'trips']
  loop
    execute format('create or replace trigger audit_row
      after insert or update or delete on bauhaus.%I for each row
      when (current_setting(''request.headers'', true) like ''%%x-bauhaus-act%%'')
      execute function bauhaus.audit_row()', name);
  end loop;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audit_row',
  'ab163460eacf67b28b460918cb35524625f16aa8017db2058c39833780f7b445')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audited_changes(old_row jsonb, new_row jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(f.name, case
      when f.name ~ '_(id|at|date|until)$' or f.name = any ('{action,bytes,city,content_type,
        destination_iata,expires_at,flight_key,flight_number,kind,language,origin_iata,
        rating,role,scopes,sender,setting_key,setting_value,severity,state,status,
        suspended_because,type,uploaded_by_type,version}'::text[])
      then jsonb_build_object('before', old_row -> f.name, 'after', new_row -> f.name)
      else '"changed"'::jsonb end), '{}')
    from jsonb_object_keys(coalesce(new_row, old_row)) f(name)
   where old_row -> f.name is distinct from new_row -> f.name
     and f.name not in ('id', 'agency_id', 'inserted_at', 'updated_at', 'last_used_at', 'revision',
       'key_hash', 'token_hash')
$$;

comment on function bauhaus.audited_changes is
  'The fields in which two versions of a row differ. Values are shown of a list of fields that are '
  'never personal; of all others it says that they changed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audited_changes',
  '809f984965ad281b153f3f5b99e231e42fde5dc3636144746ddae6a220e53125')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.invitation_json(i bauhaus.invitations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email, 'role', i.role,
    'groups', i.groups, 'invitedBy', i.invited_by,
    'createdAt', bauhaus.instant(i.created_at), 'expiresAt', bauhaus.instant(i.expires_at),
    'acceptedAt', bauhaus.instant(i.accepted_at), 'revokedAt', bauhaus.instant(i.revoked_at))
$$;

comment on function bauhaus.invitation_json is 'Invitation of shared/domain/member.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/invitation_json',
  'd55ef3728e3d43547b33de3cd45fa4196a9bb07f2c92abd1e2e7d816f0713b09')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_last_owner(member uuid) returns boolean
language plpgsql set search_path = '' as $$
begin
  -- Two owners who leave at once wait for each other here. Agencies are not locked: turns read them.
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

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_last_owner',
  'c27b77866d13bd7ee9ce901ecbe8a21770a4fc8789c9512187e02f9a36a44721')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.member_json(m bauhaus.members) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'role', m.role,
    'groups', m.groups, 'joinedAt', bauhaus.instant(m.joined_at),
    'leftAt', bauhaus.instant(m.left_at))
$$;

comment on function bauhaus.member_json is 'Member of shared/domain/member.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/member_json',
  'b07bd99ec67ebd3a93e1ca842fedf9cec00058a35165e95dcc8b936a398e2bd8')
on conflict (name) do update set checksum = excluded.checksum;

-- The inbox is kept longer than the bus's archive and dead letters together (14 days each), else an
-- event could be taken twice. Decisions and flights stay for complaints. Each age has an index,
-- except where a table holds a day only.
create or replace function bauhaus.retention() returns table (
  place bigint, name text, age_column text, age interval, condition text, at_most integer
)
language sql immutable set search_path = '' as $$
  select row_number() over (), * from (values
    ('inbox', 'taken_at', interval '35 days', 'true', 10000),
    ('outbox', 'published_at', interval '7 days', 'true', 5000),
    ('timers', 'updated_at', interval '70 days', 'due is null', 5000),
    ('decisions', 'at', interval '400 days', 'true', 10000),
    ('audit_log', 'at', interval '1100 days', 'true', 5000),
    ('flight_status_history', 'recorded_at', interval '400 days', 'true', 10000),
    ('flight_snapshots', 'made_at', interval '1 day', 'true', 5000),
    ('erasures', 'erased_at', interval '400 days', 'true', 1000),
    ('forgotten_messages', 'forgotten_at', interval '400 days', 'true', 5000),
    ('sessions', 'expires_at', interval '30 days', 'true', 5000),
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/retention',
  '79bd1e7c8c579286ecd8f6b2495771d15076a37c8049393f62d37d6bec323780')
on conflict (name) do update set checksum = excluded.checksum;

-- On every table an agency's token sees that agency's rows only; `system` sees all rows of the
-- tables and columns that grants.sql gives it.

do $$
declare
  -- The text of bauhaus.current_agency() in each policy: a call would cost more at every statement.
  -- As json, which is scanned for one member, where jsonb would be built whole.
  own constant text := $own$
    (select (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'agency_id')::uuid)
  $own$;
  name text;
begin
  foreach name in array array[
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_places', 'audit_log',
    'invitations', 'members', 'message_attempts', 'sessions',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'erasures', 'files_to_remove', 'forgotten_messages', 'groups', 'inbox',
    'itineraries', 'journeys', 'legs', 'model_spend',
    'notifications_log', 'outbox', 'passengers', 'place_embedding_texts', 'place_gaps',
    'quarantine', 'stay_plans', 'suppressions', 'tasks', 'timers', 'trip_passengers', 'trips']
  loop
    execute format('create policy of_the_agency on bauhaus.%1$I to agent
      using (agency_id = %2$s) with check (agency_id = %2$s)', name, own);
  end loop;

  execute format('create policy of_the_agency on bauhaus.agencies to agent using (id = %s)', own);
  -- The bucket of a sender belongs to no agency, since several may write from it.
  execute format('create policy of_the_agency on bauhaus.rate_limits to agent
    using (agency_id is null or agency_id = %1$s)
    with check (agency_id is null or agency_id = %1$s)', own);

  foreach name in array array[
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_places', 'circuit_breakers',
    'conversation_threads', 'conversations', 'decisions', 'documents',
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'forgotten_messages',
    'inbox', 'invitations', 'itineraries', 'journeys', 'members',
    'notifications_log', 'outbox', 'quarantine', 'rate_limits', 'sessions', 'suppressions',
    'tasks', 'timers', 'trips']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;
end
$$;

create policy of_the_operator on bauhaus.agencies to operator using (true) with check (true);
create policy of_the_router on bauhaus.agency_questions to router using (true) with check (true);
create policy of_the_system on bauhaus.audit_log to system using (true);
create policy of_the_operator on bauhaus.audit_log for insert to operator with check (true);
create policy of_the_operator on bauhaus.agency_api_keys to operator using (true) with check (true);
create policy of_the_operator on bauhaus.notifications_log to operator
  using (true) with check (true);

-- `system` sees the actors of flights only: the state of others may hold text of a traveller.
create policy of_the_system on bauhaus.actors to system
  using (agency_id is null) with check (agency_id is null);

-- What holds for all agencies; its owner writes it.
create policy of_everybody on bauhaus.platform_ceilings for select to agent, system using (true);

-- Wrapped keys: an agency's own, and the platform's key of tokens, which `system` makes.
create policy of_the_agency on bauhaus.data_keys for select to agent
  using (agency_id is null or agency_id = (select bauhaus.current_agency()));
create policy made_by_the_agency on bauhaus.data_keys for insert to agent
  with check (agency_id = (select bauhaus.current_agency()));
create policy of_the_system on bauhaus.data_keys to system
  using (agency_id is null) with check (agency_id is null);

-- An agency sees the flights of its own trips.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (
    select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

-- Row-level security binds the owner of the tables too, and functions with its rights. An owner
-- that is an ordinary role needs a policy then: it migrates, and runs the queue of one machine.
do $$
declare
  is_ordinary constant boolean := (select not (r.rolsuper or r.rolbypassrls)
    from pg_catalog.pg_roles r where r.rolname = current_user);
  name text;
begin
  for name in
    select c.relname from pg_catalog.pg_class c
     where c.relnamespace = 'bauhaus'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('alter table bauhaus.%I force row level security', name);
    if is_ordinary then
      -- A generated migration names the policies of a superuser's database, which lacks this one.
      execute format('drop policy if exists of_the_owner on bauhaus.%I', name);
      execute format('create policy of_the_owner on bauhaus.%I to %I
        using (true) with check (true)', name, current_user);
    end if;
  end loop;
end
$$;

-- In production files are in Supabase Storage: an agency's token reaches only its own folder of the
-- bucket.
do $$
begin
  if to_regclass('storage.objects') is null then
    return;
  end if;
  insert into storage.buckets (id, name, public, file_size_limit)
  values ('documents', 'documents', false, 16777216)
  on conflict (id) do nothing;
  grant usage on schema storage to agent;
  grant select, insert, update, delete on storage.objects to agent;
  grant select on storage.buckets to agent;
  drop policy if exists bauhaus_documents on storage.objects;
  create policy bauhaus_documents on storage.objects to agent
    using (bucket_id = 'documents'
      and split_part(name, '/', 1) = bauhaus.current_agency()::text)
    with check (bucket_id = 'documents'
      and split_part(name, '/', 1) = bauhaus.current_agency()::text);
  drop policy if exists bauhaus_documents_bucket on storage.buckets;
  create policy bauhaus_documents_bucket on storage.buckets for select to agent
    using (id = 'documents');
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('policies',
  '94805ff515b9e9128c0683c0314df19a8adaae62f8afed287ed20103bba8fc37')
on conflict (name) do update set checksum = excluded.checksum;

-- Functions run with the rights of the caller, so these grants and policies.sql are all that a
-- request may do. `anon` and `authenticated` get nothing.

-- Functions made later too: a default for one schema alone could not take away the global one.
alter default privileges revoke execute on functions from public;

revoke all on all tables in schema bauhaus from public, agent, system, operator, router;
revoke all on all sequences in schema bauhaus from public, agent, system, operator, router;
revoke all on all functions in schema api, bauhaus, rules
  from public, agent, system, operator, router;

-- Helpers call functions in the schemas of extensions.
do $$
declare
  home regnamespace;
begin
  for home in
    select extnamespace from pg_catalog.pg_extension where extname in ('uuid-ossp', 'vector')
  loop
    execute format('grant usage on schema %s to agent, system', home);
  end loop;
end
$$;

grant select on
  bauhaus.actors, bauhaus.agencies, bauhaus.agencies_settings, bauhaus.agency_places,
  bauhaus.contact_consents, bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations,
  bauhaus.decisions, bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove,
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.forgotten_messages, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.legs, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers, bauhaus.place_embedding_texts,
  bauhaus.place_gaps, bauhaus.platform_ceilings, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.forgotten_messages,
  bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.legs,
  bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.erasures, bauhaus.groups, bauhaus.itineraries,
  bauhaus.journeys, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log,
  bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.rate_limits, bauhaus.stay_plans,
  bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the agency of a trip, and not what was said of consent: it is what was believed then.
grant update (revision, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
  flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
  flight_key, status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, stay, return_date, client_description, metadata, is_kept_apart,
  updated_at, rebooked_at, forgotten_at) on bauhaus.trips
  to agent;
-- Consents and texts of conversations go with their contact and thread only.
grant delete on
  bauhaus.actors, bauhaus.agency_places, bauhaus.contacts, bauhaus.conversation_threads,
  bauhaus.conversations, bauhaus.documents, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.legs, bauhaus.place_embedding_texts,
  bauhaus.quarantine, bauhaus.stay_plans, bauhaus.suppressions
  to agent;
grant usage on sequence bauhaus.tries to agent;
grant select, insert on bauhaus.data_keys to agent, system;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox, bauhaus.platform_ceilings,
  bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors
  to system;
grant select (id, name, sender, suspended_at, suspended_because) on bauhaus.agencies to system;
grant update (last_used_at) on bauhaus.agency_api_keys to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at) on bauhaus.notifications_log to system;
grant select (id, trip_id, kind, state) on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  next_check_at, inserted_at, rebooked_at, journey_id, forgotten_at) on bauhaus.trips to system;
grant insert on
  bauhaus.actors, bauhaus.circuit_breakers, bauhaus.decisions, bauhaus.flight_snapshots,
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox, bauhaus.outbox,
  bauhaus.quarantine, bauhaus.timers
  to system;
grant update on
  bauhaus.circuit_breakers, bauhaus.flight_snapshots, bauhaus.flights, bauhaus.outbox,
  bauhaus.timers
  to system;
grant update (version, schema_version, state, updated_at) on bauhaus.actors to system;
grant update (delivery_status, provider_id, provider_status, attempts, lease_until,
  waits_for_pair, next_attempt_at, sent_at, permanent, error_code, error_message, updated_at)
  on bauhaus.notifications_log to system;
grant update (state, closed_at, closed_reason, updated_at) on bauhaus.tasks to system;
grant update (status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, updated_at) on bauhaus.trips to system;
grant delete on
  bauhaus.decisions, bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history,
  bauhaus.flights, bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox, bauhaus.quarantine,
  bauhaus.rate_limits, bauhaus.timers
  to system;

-- Nobody changes or removes what was entered, but for the retention.
grant select, insert on bauhaus.audit_log, bauhaus.message_attempts to agent;
grant insert on bauhaus.message_attempts to system;
grant insert on bauhaus.audit_log to operator;
grant select, delete on bauhaus.audit_log to system;

-- Members and keys of an agency, and who is signed in: what they show is in the database as its
-- digest only. `system` reads no e-mail.
grant select, insert, update on bauhaus.members, bauhaus.invitations to agent;
grant select, insert on bauhaus.agency_api_keys to agent;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to agent;
grant select (member_id, agency_id, ended_at), update (ended_at) on bauhaus.sessions to agent;
grant select (id, agency_id, user_id, name, role, groups, joined_at, left_at) on bauhaus.members
  to system;
grant select (agency_id, token_hash) on bauhaus.invitations to system;
grant select, insert, update, delete on bauhaus.sessions to system;

-- Words that belong to no agency yet, which the system must not read either.
grant select, insert, update, delete on bauhaus.agency_questions to router;

-- The operator makes agencies and keys, and sees nothing of what agencies do.
grant select, insert on bauhaus.agencies, bauhaus.agency_api_keys to operator;
grant update (sender, suspended_at, suspended_because) on bauhaus.agencies to operator;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to operator;
grant update (next_attempt_at) on bauhaus.notifications_log to operator;
grant select (agency_id, error_message, next_attempt_at) on bauhaus.notifications_log to operator;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.add_data_key, api.commit_turn, api.data_keys, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.book_journey,
  api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact, api.edit_journey,
  api.edit_leg, api.edit_passenger, api.edit_trip, api.erase_contact, api.export_contact,
  api.files_removed, api.files_to_remove, api.get_complete_trip_context, api.get_contact,
  api.get_conversation, api.get_group, api.get_journey, api.get_place, api.get_settings,
  api.get_trip, api.give_conversation_back, api.has_places, api.inbound_claim,
  api.journey_messages, api.journey_stays, api.leave_trip, api.list_audit, api.list_contacts,
  api.list_conversations, api.list_groups, api.list_journeys, api.list_places, api.list_tasks,
  api.list_trips, api.model_budget, api.move_passenger, api.people_on_flight, api.place_gaps,
  api.places_without_embedding, api.platform_ceilings, api.purge_agency, api.put_place_embeddings,
  api.put_setting, api.put_stay_plan, api.receive_inbound, api.record_act, api.record_model_call,
  api.remove_document, api.remove_place, api.replace_place, api.request_itinerary,
  api.request_test_message, api.search_places, api.settle_effects, api.stay_itineraries,
  api.take_over_conversation, api.trip_documents, api.trip_messages, api.trip_timeline,
  api.update_task, api.waiting_effects, api.withdraw_journey, api.withdraw_leg, api.write_group,
  api.write_to_traveller
  to agent;
grant execute on function
  api.accept_invitation, api.add_api_key, api.change_member, api.get_invitation,
  api.invite_member, api.leave_agency, api.list_api_keys, api.list_invitations, api.list_members,
  api.revoke_api_key, api.revoke_invitation, api.rotate_api_key, bauhaus.api_key_json,
  bauhaus.invitation_json, bauhaus.is_last_owner, bauhaus.member_json
  to agent;
grant execute on function
  api.agency_of_invitation, api.authenticate_session, api.end_session, api.memberships_of,
  api.start_session
  to system;
grant execute on function
  api.agencies_of_sender, api.agency_ids, api.agency_of_trip, api.authenticate_key,
  api.circuit_breakers, api.delivery_report, api.delivery_reports, api.effect_agencies,
  api.mark_published, api.operations_report, api.overdue, api.purge_expired,
  api.purge_flight_answers, api.put_flight_snapshot, api.receive_alert, api.swap_circuit_breaker,
  api.take_far_timers, api.take_flight_snapshot, api.take_unpublished
  to system;
grant execute on function
  api.add_api_key, api.change_agency, api.create_agency, api.list_agencies, api.revoke_api_key,
  api.rotate_api_key
  to operator;

grant execute on function
  api.agency_question, api.answer_which_agency, api.ask_which_agency, bauhaus.instant
  to router;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.announce_failure, bauhaus.apply_task, bauhaus.apply_timer,
  bauhaus.audit, bauhaus.audit_row, bauhaus.audited_changes, bauhaus.booking_conflict,
  bauhaus.booking_identity, bauhaus.change_contact, bauhaus.change_trip, bauhaus.changed_fields,
  bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer, bauhaus.claim_waiting,
  bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.contact_for,
  bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone,
  bauhaus.current_agency, bauhaus.defer_behind_other_agency, bauhaus.departs_from,
  bauhaus.departs_to, bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.flight_context, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.insert_trip, bauhaus.instant,
  bauhaus.is_suppressed, bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core,
  bauhaus.journey_for, bauhaus.journey_json, bauhaus.journey_of_trip, bauhaus.keep_what_was_sent,
  bauhaus.ledger_entry, bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs,
  bauhaus.lock_journey_of_trip, bauhaus.message_evidence, bauhaus.message_row,
  bauhaus.messages_per_minute, bauhaus.next_rate_slot, bauhaus.number_token,
  bauhaus.opted_out_since, bauhaus.own_passengers, bauhaus.passenger_key, bauhaus.people_of_trip,
  bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key, bauhaus.record_attempt,
  bauhaus.record_flight, bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot,
  bauhaus.settings_of, bauhaus.settle_one, bauhaus.share_suppression, bauhaus.suppression_reason,
  bauhaus.task_row, bauhaus.timer_json, bauhaus.trip_context, bauhaus.trip_core,
  bauhaus.trip_identity, bauhaus.trip_in_the_way, bauhaus.trip_json, bauhaus.trip_of_contact,
  bauhaus.trip_on_another_flight, bauhaus.trip_with_changes, bauhaus.trips_of_request,
  bauhaus.uuid_v5, bauhaus.withdraw_trip
  to agent, system;
grant execute on function
  bauhaus.conversation_json, bauhaus.document_entry, bauhaus.document_json, bauhaus.ends_at,
  bauhaus.file_document, bauhaus.flight_beside, bauhaus.forget_consents, bauhaus.forget_contact,
  bauhaus.forget_journeys, bauhaus.forget_messages, bauhaus.forget_states, bauhaus.forget_threads,
  bauhaus.forget_trips, bauhaus.has_vectors, bauhaus.nearest_places, bauhaus.person_token,
  bauhaus.phones_of_contact, bauhaus.place_is_at, bauhaus.place_json, bauhaus.record_document,
  bauhaus.record_itinerary, bauhaus.record_place_gap, bauhaus.set_embedding,
  bauhaus.stay_plan_json, bauhaus.stays_json, bauhaus.take_over
  to agent;
grant execute on function
  bauhaus.breaker_row, bauhaus.retention
  to system;
grant execute on function
  bauhaus.account_json, bauhaus.api_key_json, bauhaus.audit, bauhaus.audit_row,
  bauhaus.audited_changes, bauhaus.instant
  to operator;

-- A grant that the migrating role may not give is only a warning, and every turn would fail later.
do $$
declare
  missing text;
begin
  select string_agg(what, '; ') into missing from (
    select format('usage on schema %s to %s', e.extnamespace::regnamespace, r) as what
      from pg_catalog.pg_extension e, unnest(array['agent', 'system']) r
     where e.extname in ('uuid-ossp', 'vector')
       and not has_schema_privilege(r, e.extnamespace, 'usage')
    union all
    select format('%s to authenticator', r)
      from unnest(array['agent', 'system', 'operator', 'router']) r
     where not pg_has_role('authenticator', r, 'member')
    union all
    select 'usage on schema storage, insert on storage.objects to agent'
     where to_regclass('storage.objects') is not null
       and not (has_schema_privilege('agent', 'storage', 'usage')
         and has_table_privilege('agent', 'storage.objects', 'insert'))) m;
  if missing is not null then
    raise exception 'privileges that % may not grant: %', current_user, missing;
  end if;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('grants',
  '03bc83a781626d1760409e0df852804bee9a8f09c07d43f75944201017f566b6')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
