-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_told_by_call(task_kind text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(task_kind in ('call', 'critical_unsent'), false)
$$;

comment on function rules.is_told_by_call is
  'Whether who does a task of this kind told its traveller by telephone.';
