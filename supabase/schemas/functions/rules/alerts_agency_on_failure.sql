-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.alerts_agency_on_failure(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('delayed', 'departure_moved_earlier', 'back_on_time',
    'gate_change', 'boarding', 'cancelled',
    'reinstated', 'diverted', 'connection_at_risk',
    'connection_missed', 'connection_restored', 'trip_changed',
    'trip_cancelled')
$$;

comment on function rules.alerts_agency_on_failure is
  'Whether the agency hears of such a message where it does not get through.';
