create or replace function api.was_said(journey_id uuid, since timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(exists (
    select from bauhaus.notifications_log n
      join bauhaus.trips t on t.id = n.trip_id
     where t.journey_id = was_said.journey_id
       and n.delivery_status in ('SENDING', 'SENT', 'UNKNOWN')
       and coalesce(n.sent_at, n.last_tried_at, n.created_at) >= since))
$$;

comment on function api.was_said is
  'Imports.wasSaid: of what is under way, or of unknown fate, nobody can say that it was not.';
