-- The inbox is kept longer than the bus's archive and dead letters together (14 days each), else an
-- event could be taken twice. Decisions and flights stay for complaints.
create or replace function api.purge_expired(at timestamptz, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  counts jsonb := '{}';
  rule record;
  removed integer;
begin
  for rule in
    select * from (values
      ('inbox', 'taken_at', interval '35 days', 'true'),
      ('outbox', 'published_at', interval '7 days', 'true'),
      ('timers', 'updated_at', interval '70 days', 'due is null'),
      ('decisions', 'at', interval '400 days', 'true'),
      ('audit_log', 'at', interval '1100 days', 'true'),
      ('flight_status_history', 'recorded_at', interval '400 days', 'true'),
      ('flight_snapshots', 'made_at', interval '1 day', 'true'),
      ('erasures', 'erased_at', interval '400 days', 'true'),
      ('forgotten_messages', 'forgotten_at', interval '400 days', 'true'),
      ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1'),
      ('quarantine', 'at', interval '180 days', 'true')) r (name, age_column, age, condition)
  loop
    execute format(
      'delete from bauhaus.%1$I d where d.ctid = any (array('
      'select x.ctid from bauhaus.%1$I x where x.%2$I < $1 and %3$s limit $2))',
      rule.name, rule.age_column, rule.condition) using at - rule.age, at_most;
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object(rule.name, removed);
  end loop;
  update bauhaus.flights f set raw_data = null
   where f.flight_key = any (array(
     select x.flight_key from bauhaus.flights x
       where x.flight_date < (at - interval '30 days')::date
         and x.raw_data is not null limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('raw_data', removed);
end
$$;

comment on function api.purge_expired is
  'Removes what is older than its retention, at most `at_most` rows of each kind, so that a call '
  'is short; returns the counts. The caller repeats it while anything was removed.';
