-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_unreached_by(task_kind text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(task_kind in ('call', 'unreachable', 'critical_unsent'), false)
$$;

comment on function rules.is_unreached_by is
  'Whether the traveller of an open task of this kind is to be called.';
