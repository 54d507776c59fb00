create or replace function bauhaus.knowledge_holds_for(
  k bauhaus.knowledge, traveller jsonb
) returns boolean
language sql stable as $$
  select (k.airline is null or k.airline = traveller ->> 'airline')
    and (k.destination_key is null or traveller -> 'destinationKeys' ? k.destination_key)
    and (k.hotel_key is null
      or strpos(concat(' ', traveller ->> 'hotelKey', ' '), concat(' ', k.hotel_key, ' ')) > 0)
$$;

comment on function bauhaus.knowledge_holds_for is
  'Whether an entry holds for a traveller: airline, destination and hotel are theirs, or not said.';
