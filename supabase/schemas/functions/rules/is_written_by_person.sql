-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_written_by_person(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('agency_reply', 'agency_notice')
$$;

comment on function rules.is_written_by_person is
  'Whether such a message holds the words of a person of the agency.';
