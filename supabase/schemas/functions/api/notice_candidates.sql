create or replace function api.notice_candidates(
  target jsonb, at timestamptz, at_most integer
) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  agency_sender text;
  contact_ids constant uuid[] := array(
    select value::uuid from jsonb_array_elements_text(coalesce(target -> 'contactIds', '[]')));
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return (select coalesce(jsonb_agg(bauhaus.notice_candidate(p.c, agency_sender, p.t)
        order by (p.c).name collate "C", (p.c).id), '[]'::jsonb)
    from (select distinct on (c.id) c, t
            from bauhaus.contacts c
            left join (bauhaus.trips t
              join bauhaus.journeys j on j.id = t.journey_id
              left join bauhaus.groups g on g.id = j.group_id)
              on t.contact_id = c.id and t.agency_id = agency and t.status <> 'withdrawn'
             and case
               when target ? 'journeyId' then t.journey_id = (target ->> 'journeyId')::uuid
               when target ? 'flightKey' then t.flight_key = target ->> 'flightKey'
               when target ? 'group' then g.name = target ->> 'group' and bauhaus.ends_at(
                 t.departure_date, t.estimated_departure, t.estimated_arrival, t.return_date) > at
               when target ? 'filter' then
                 t.departure_date >= (target #>> '{filter,from}')::timestamptz
                 and t.departure_date < (target #>> '{filter,to}')::timestamptz
                 and t.origin_iata = coalesce(target #>> '{filter,originIata}', t.origin_iata)
                 and t.destination_iata
                   = coalesce(target #>> '{filter,destinationIata}', t.destination_iata)
               -- Contacts by name are written to about what is ahead of them.
               else bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
                 t.return_date) > at end
           where c.agency_id = agency and c.forgotten_at is null
             and case when target ? 'contactIds' then c.id = any (contact_ids)
               else t.id is not null end
           -- Whoever flies on one of several trips is not only a follower of the others.
           order by c.id, t.role = 'follower', t.departure_date, t.id limit at_most) p);
end
$$;

comment on function api.notice_candidates is
  'Notices.candidates: the people that a target means, each once, with the trip that it is about.';
