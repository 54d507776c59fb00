create or replace function bauhaus.emit_journey_booked(
  journey_id uuid, agency_id uuid, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('JourneyBooked',
    bauhaus.uuid_v5(format('["JourneyBooked","%s"]', journey_id)), agency_id, null,
    jsonb_build_object('journeyId', journey_id, 'revision', 1,
      'legs', bauhaus.live_legs(journey_id)), at);
end
$$;

comment on function bauhaus.emit_journey_booked is 'Emits JourneyBooked for a new journey.';
