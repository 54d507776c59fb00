set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- What an agency's token may, and of its journeys those alone that one member keeps.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'keeper') then
    begin
      execute 'create role keeper nologin inherit';
    exception when duplicate_object or unique_violation then
      null; -- another database of the same server was being migrated at the same time
    end;
  end if;
  if not pg_catalog.pg_has_role('keeper', 'agent', 'usage') then
    grant agent to keeper;
  end if;
  grant keeper to authenticator;
  execute format('grant keeper to %I', current_user);
end
$$;

-- A default that is a constant fits its check.
-- squawk-ignore constraint-missing-not-valid
alter table bauhaus.members
  add column sees text not null default 'all' check (sees in ('all', 'own'));
comment on column bauhaus.members.sees is
  'Whether an agent works with all journeys of the agency, or with those alone that they keep.';
-- squawk-ignore constraint-missing-not-valid
alter table bauhaus.invitations
  add column sees text not null default 'all' check (sees in ('all', 'own'));

alter table bauhaus.journeys add column keeper_id uuid;
alter table bauhaus.journeys
  add constraint journeys_keeper_id_fkey foreign key (keeper_id) references bauhaus.members
  not valid;
comment on column bauhaus.journeys.keeper_id is
  'Who of the agency looks after it: at first who booked it; null: nobody by name.';
-- Empty at first: nobody keeps one yet.
-- squawk-ignore require-concurrent-index-creation
create index journeys_keeper on bauhaus.journeys (keeper_id) where keeper_id is not null;
