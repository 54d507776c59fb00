create or replace function api.import_context(request jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'journeys', (
      select coalesce(jsonb_agg(bauhaus.journey_json(j)), '[]') from bauhaus.journeys j
       where j.agency_id = (select bauhaus.current_agency()) and j.withdrawn_at is null
         and (j.reference = any (array(
             select jsonb_array_elements_text(request -> 'references')))
           or j.idempotency_key = any (array(
             select jsonb_array_elements_text(request -> 'keys'))))),
    'ofOthers', (
      select coalesce(jsonb_agg(j.id), '[]') from bauhaus.journeys j
        join bauhaus.members m on m.id = bauhaus.acting_member()
       where j.agency_id = (select bauhaus.current_agency()) and j.withdrawn_at is null
         and (j.reference = any (array(
             select jsonb_array_elements_text(request -> 'references')))
           or j.idempotency_key = any (array(
             select jsonb_array_elements_text(request -> 'keys'))))
         and m.role = 'agent' and m.sees = 'own' and j.keeper_id is distinct from m.id),
    'keyed', (
      select coalesce(jsonb_agg(jsonb_build_object('key', j.idempotency_key, 'journeyId', j.id)),
          '[]')
        from bauhaus.journeys j
       where j.agency_id = (select bauhaus.current_agency()) and j.withdrawn_at is null
         and j.idempotency_key = any (array(
           select jsonb_array_elements_text(request -> 'keys')))),
    'taken', (
      select coalesce(jsonb_agg(jsonb_build_object('nth', a.ordinality - 1,
          'journeyId', t.journey_id, 'reference', t.reference)), '[]')
        from jsonb_array_elements(request -> 'trips') with ordinality a
        cross join lateral (
          select y.journey_id, j.reference from bauhaus.trips y
            join bauhaus.journeys j on j.id = y.journey_id
           where y.contact_id = (
               select c.id from bauhaus.contacts c
                where c.agency_id = (select bauhaus.current_agency())
                  and c.phone = a.value ->> 'phone')
             and y.flight_number = a.value ->> 'flightNumber'
             and y.local_departure_date = a.value ->> 'date'
             and y.status <> 'withdrawn' and not y.is_kept_apart
           limit 1) t))
$$;

comment on function api.import_context is
  'Imports.context: journeys by booking code or key, which of them who asks does not see, and '
  'which of the asked trips there are.';
