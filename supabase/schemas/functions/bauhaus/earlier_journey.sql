create or replace function bauhaus.earlier_journey(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  journey bauhaus.journeys;
  earlier jsonb;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into journey from bauhaus.journeys j
     where j.agency_id = agency and j.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return jsonb_build_object(
        'kind', case when journey.booked_as = request ->> 'bookedAs' then 'same'
          else 'key-differs' end,
        'journey', bauhaus.journey_json(journey));
    end if;
  end if;
  if request ->> 'reference' is not null then
    select * into journey from bauhaus.journeys j
     where j.agency_id = agency and j.reference = request ->> 'reference'
       and j.withdrawn_at is null;
    if found then
      return jsonb_build_object(
        'kind', case when journey.booked_as = request ->> 'bookedAs' then 'same'
          else 'reference-differs' end,
        'journey', bauhaus.journey_json(journey));
    end if;
  end if;
  -- One look by index for each contact and leg: a join would read all contacts of the agency.
  select jsonb_build_object('kind', 'duplicate', 'tripId', x.id,
      'leg', t.nth_leg - 1, 'contact', t.nth_contact - 1)
    into earlier
    from bauhaus.trips_of_request(request) t
    cross join lateral (
      select y.id from bauhaus.trips y
       where y.contact_id = (
           select c.id from bauhaus.contacts c
            where c.agency_id = agency and c.phone = t.contact ->> 'phone')
         and y.flight_number = t.leg ->> 'flightNumber'
         and y.local_departure_date = split_part(t.leg ->> 'flightKey', '/', 3)
         and y.status <> 'withdrawn' and not y.is_kept_apart
       limit 1) x
   order by t.nth_leg, t.nth_contact
   limit 1;
  return earlier;
end
$$;

comment on function bauhaus.earlier_journey is
  'The BookJourneyResult of an earlier booking that prevents this one; null where there is none.';
