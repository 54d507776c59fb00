-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.supersedes(later text, failed text) returns boolean
language sql immutable parallel safe as $$
  select later in ('landing', 'trip_changed', 'trip_cancelled')
    or later in ('24h_reminder', 'delayed', 'departure_moved_earlier',
    'back_on_time', 'gate_change', 'boarding',
    'cancelled', 'reinstated', 'diverted',
    'connection_at_risk', 'connection_missed', 'connection_restored')
    and failed not in ('trip_changed', 'trip_cancelled')
$$;

comment on function rules.supersedes is
  'Whether a message that got through makes up for an earlier one that did not.';
