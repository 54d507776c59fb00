create or replace function api.change_agency(agency uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (change ->> 'now')::timestamptz;
  changed bauhaus.agencies;
begin
  update bauhaus.agencies a
     set sender = coalesce(change ->> 'sender', a.sender),
         suspended_at = case when not change ? 'suspendedBecause' then a.suspended_at
           when change ->> 'suspendedBecause' is not null then coalesce(a.suspended_at, at) end,
         suspended_because = case when change ? 'suspendedBecause'
           then change ->> 'suspendedBecause' else a.suspended_because end
   where a.id = agency returning * into changed;
  if not found then
    return null;
  end if;
  if changed.suspended_at is null and change ? 'suspendedBecause' then
    -- What waited meanwhile is looked at now, and not when its next look was to be.
    update bauhaus.notifications_log n set next_attempt_at = at
     where n.agency_id = agency and n.error_message = 'agency_suspended'
       and n.next_attempt_at > at;
  end if;
  return bauhaus.account_json(changed);
end
$$;

comment on function api.change_agency is
  'Accounts.change: sender, and suspension (suspendedBecause; null lifts it).';
