create or replace function bauhaus.flight_beside(t bauhaus.trips, is_after boolean) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('originIata', o.origin_iata,
      'destinationIata', o.destination_iata,
      'departure', coalesce(o.estimated_departure, o.scheduled_departure, o.departure_date),
      'bookedDeparture', o.departure_date)
    from bauhaus.trips o
   where o.contact_id = t.contact_id and o.journey_id <> t.journey_id and o.status <> 'withdrawn'
     and case when is_after then o.departure_date > t.departure_date
       else o.departure_date < t.departure_date end
     and bauhaus.have_common_passenger(o.id, t.id)
   order by case when is_after then o.departure_date end,
     case when not is_after then o.departure_date end desc, o.id
   limit 1);
end
$$;

comment on function bauhaus.flight_beside is
  'The next flight of the same travellers on another journey, or the last one before.';
