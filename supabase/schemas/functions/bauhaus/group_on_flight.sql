-- One entry for each contact, however long its ledger: a group may be hundreds of travellers.
create or replace function bauhaus.group_on_flight(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
declare
  group_of_trip uuid;
  sender text;
begin
  select j.group_id into strict group_of_trip from bauhaus.journeys j where j.id = t.journey_id;
  select a.sender into strict sender from bauhaus.agencies a where a.id = t.agency_id;
  return (select coalesce(jsonb_agg(jsonb_build_object(
      'tripId', x.id,
      'passengers', (select coalesce(jsonb_agg(p.id order by b.joined_at, b.seq), '[]'::jsonb)
        from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id
       where b.trip_id = x.id and b.left_at is null and p.kind <> 'infant'),
      'isWrittenTo', x.whatsapp is not null and not bauhaus.is_suppressed(sender, x.whatsapp),
      -- A message of another leg of the contact may tell of this one: a connection's does.
      'last', (select jsonb_build_object('type', n.notification_type,
          'status', n.delivery_status, 'permanent', n.permanent,
          'departure', said.told -> 'departure', 'phase', said.told -> 'phase')
        from bauhaus.trips l
        join bauhaus.notifications_log n on n.trip_id = l.id
       cross join lateral (select case when l.id = x.id then n.told
          else n.told #> array['legs', x.id::text] end as told) said
       where l.journey_id = x.journey_id and l.contact_id = x.contact_id
         and n.recipient = x.whatsapp and n.delivery_status <> 'DROPPED'
         and said.told ?| array['departure', 'phase']
       order by n.seq desc limit 1),
      'call', (select jsonb_build_object('state', k.state, 'message', k.facts ->> 'message')
        from bauhaus.tasks k where k.trip_id = x.id and k.kind = 'call'
       order by k.opened_at desc, k.id limit 1)) order by x.id), '[]'::jsonb)
    from bauhaus.trips x join bauhaus.journeys j on j.id = x.journey_id
   where x.agency_id = t.agency_id and x.flight_key = t.flight_key and x.status <> 'withdrawn'
     and x.role in ('traveller', 'guardian')
     and (x.journey_id = t.journey_id or j.group_id = group_of_trip));
end
$$;

comment on function bauhaus.group_on_flight is
  'What is known of the messages to the travellers of a group who are on the flight of its guide.';
