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
    ('followed_flights', 'since', interval '2 days', 'true', 5000),
    ('erasures', 'erased_at', interval '400 days', 'true', 1000),
    ('forgotten_messages', 'forgotten_at', interval '400 days', 'true', 5000),
    ('incidents', 'closed_at', interval '400 days', 'state = ''done''', 5000),
    ('changes', 'at', interval '0 days', 'x.at < now() - interval ''3 days''', 10000),
    ('webhook_deliveries', 'created_at', interval '30 days', 'state <> ''pending''', 5000),
    ('push_subscriptions', 'confirmed_at', interval '400 days', 'true', 5000),
    ('monthly_reports', 'settled_at', interval '400 days', 'true', 1000),
    ('imports', 'inserted_at', interval '14 days', 'true', 100),
    ('sessions', 'expires_at', interval '30 days', 'true', 5000),
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';
