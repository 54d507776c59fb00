create or replace function bauhaus.people_of_trip(
  trip uuid, out first_reference text, out list jsonb
)
language plpgsql stable as $$
begin
  select (array_agg(b.reference order by b.joined_at, b.seq)
        filter (where b.reference is not null))[1],
      coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'callName', p.call_name,
        'kind', p.kind, 'reference', b.reference, 'joinedAt', b.joined_at)
        order by b.joined_at, b.seq), '[]'::jsonb)
    into first_reference, list
    from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id
   where b.trip_id = trip
     and coalesce(b.left_at, 'infinity') = (
       select max(coalesce(o.left_at, 'infinity')) from bauhaus.trip_passengers o
        where o.trip_id = trip);
end
$$;

comment on function bauhaus.people_of_trip is
  'The passengers a trip is for, in the order in which they joined, and the first of their '
  'references; of a trip that is withdrawn, those it was for.';
