create or replace function api.journey_messages(journey uuid, filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  created_before constant timestamptz := (filter #>> '{before,createdAt}')::timestamptz;
  id_before constant uuid := (filter #>> '{before,id}')::uuid;
begin
  if not exists (select from bauhaus.journeys j where j.id = journey and j.agency_id = agency) then
    return null;
  end if;
  return (select coalesce(jsonb_agg(bauhaus.message_row(p.n) || jsonb_build_object(
        'firstTriedAt', (p.n).first_tried_at, 'lastTriedAt', (p.n).last_tried_at,
        'contactId', (p.t).contact_id, 'contactName', (p.t).client_name, 'role', (p.t).role,
        'legId', (p.t).leg_id, 'flightKey', (p.t).flight_key,
        'flightNumber', (p.t).flight_number, 'originZone', (p.t).origin_zone)
        order by (p.n).created_at desc, (p.n).id desc), '[]'::jsonb)
    from (select n, t
            from bauhaus.trips t join bauhaus.notifications_log n on n.trip_id = t.id
           where t.journey_id = journey and t.agency_id = agency
             and (created_before is null or (n.created_at, n.id) < (created_before, id_before))
           order by n.created_at desc, n.id desc limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.journey_messages is
  'ReadingDesk.journeyMessages, newest first; null where the agency has no such journey.';
