-- An itinerary becomes one of a stay (journey and city) instead of one of a trip. Those there are
-- go on as versions of the stay that their trip led to, in the order in which they were made;
-- nothing is told again, since only an event makes notifications tell. The old column goes with it:
-- no version that reads it runs beside this one.
-- squawk-ignore-file ban-drop-column, constraint-missing-not-valid, disallowed-unique-constraint
-- squawk-ignore-file adding-foreign-key-constraint, adding-not-nullable-field
set local lock_timeout = '5s';
set local statement_timeout = '10min';

create temporary table city_of_airport (iata text primary key, city text not null) on commit drop;
insert into city_of_airport (iata, city) values
  ('ESB', 'ANK'), ('SXF', 'BER'), ('TXL', 'BER'), ('BHD', 'BFS'), ('CNF', 'BHZ'), ('PLU',
  'BHZ'), ('PEK', 'BJS'), ('PKX', 'BJS'), ('NAY', 'BJS'), ('DMK', 'BKK'), ('CRL', 'BRU'),
  ('EZE', 'BUE'), ('AEP', 'BUE'), ('EPA', 'BUE'), ('OTP', 'BUH'), ('BBU', 'BUH'), ('ORD',
  'CHI'), ('MDW', 'CHI'), ('TFU', 'CTU'), ('DAL', 'DFW'), ('DSS', 'DKR'), ('DTW', 'DTT'),
  ('YIP', 'DTT'), ('DWC', 'DXB'), ('PIK', 'GLA'), ('GOI', 'GOA'), ('GOX', 'GOA'), ('IAH',
  'HOU'), ('KBP', 'IEV'), ('SAW', 'IST'), ('ISL', 'IST'), ('CGK', 'JKT'), ('HLP', 'JKT'),
  ('HLA', 'JNB'), ('YIA', 'JOG'), ('LHR', 'LON'), ('LGW', 'LON'), ('STN', 'LON'), ('LTN',
  'LON'), ('LCY', 'LON'), ('SEN', 'LON'), ('BUR', 'LAX'), ('LGB', 'LAX'), ('SNA', 'LAX'),
  ('ONT', 'LAX'), ('EOH', 'MDE'), ('AVV', 'MEL'), ('NLU', 'MEX'), ('TLC', 'MEX'), ('FLL',
  'MIA'), ('MXP', 'MIL'), ('LIN', 'MIL'), ('BGY', 'MIL'), ('SVO', 'MOW'), ('DME', 'MOW'),
  ('VKO', 'MOW'), ('ZIA', 'MOW'), ('NKM', 'NGO'), ('JFK', 'NYC'), ('LGA', 'NYC'), ('EWR',
  'NYC'), ('SWF', 'NYC'), ('HPN', 'NYC'), ('ISP', 'NYC'), ('KIX', 'OSA'), ('ITM', 'OSA'),
  ('UKB', 'OSA'), ('TRF', 'OSL'), ('KTI', 'PNH'), ('CDG', 'PAR'), ('ORY', 'PAR'), ('BVA',
  'PAR'), ('KEF', 'REK'), ('RKV', 'REK'), ('GIG', 'RIO'), ('SDU', 'RIO'), ('FCO', 'ROM'),
  ('CIA', 'ROM'), ('GRU', 'SAO'), ('CGH', 'SAO'), ('VCP', 'SAO'), ('JBQ', 'SDQ'), ('ICN',
  'SEL'), ('GMP', 'SEL'), ('OAK', 'SFO'), ('SJC', 'SFO'), ('PVG', 'SHA'), ('CTS', 'SPK'),
  ('OKD', 'SPK'), ('UVF', 'SLU'), ('ARN', 'STO'), ('BMA', 'STO'), ('NYO', 'STO'), ('VST',
  'STO'), ('WSI', 'SYD'), ('TFN', 'TCI'), ('TFS', 'TCI'), ('IKA', 'THR'), ('TSA', 'TPE'),
  ('HND', 'TYO'), ('NRT', 'TYO'), ('DCA', 'WAS'), ('IAD', 'WAS'), ('BWI', 'WAS'), ('YYZ',
  'YTO'), ('YTZ', 'YTO'), ('YUL', 'YMQ'), ('YHU', 'YMQ'), ('MLH', 'BSL'), ('EAP', 'BSL'),
  ('FRU', 'BSZ'), ('TSE', 'NQZ'), ('DJT', 'PBI'), ('PHH', 'PKR');

alter table bauhaus.itineraries add column journey_id uuid, add column stay text;
-- The visit of a trip is counted as ordinalsOf does it: by the flights of each passenger, and one
-- flight is one visit. Trips that were withdrawn come last, since staysOf does not see them.
with arrivals as (
  select t.id, t.journey_id, t.flight_key, t.status = 'withdrawn' as is_withdrawn, c.city,
      row_number() over (
        partition by t.journey_id, t.contact_id, p.passenger_id, c.city
        order by t.status = 'withdrawn', t.departure_date, t.id) as nth
    from bauhaus.trips t
    left join bauhaus.trip_passengers p
      on p.trip_id = t.id and (p.left_at is null or t.status = 'withdrawn')
    cross join lateral (select coalesce(
      (select a.city from city_of_airport a where a.iata = t.destination_iata),
      t.destination_iata) as city) c),
visits as (
  select a.id, a.journey_id, a.city,
      max(max(a.nth)) over (partition by a.journey_id, a.flight_key, a.is_withdrawn) as nth
    from arrivals a group by a.id, a.journey_id, a.city, a.flight_key, a.is_withdrawn),
moved as (
  select i.id, v.journey_id, v.city || case when v.nth > 1 then '-' || v.nth else '' end as stay,
    row_number() over (
      partition by v.journey_id, v.city, v.nth order by i.generated_at, i.version, i.id) as version
    from bauhaus.itineraries i join visits v on v.id = i.trip_id)
update bauhaus.itineraries i
   set journey_id = m.journey_id, stay = m.stay, version = m.version + 1000000
  from moved m where m.id = i.id;
alter table bauhaus.itineraries drop column trip_id;
update bauhaus.itineraries set version = version - 1000000;
alter table bauhaus.itineraries
  alter column journey_id set not null,
  alter column stay set not null,
  add unique (journey_id, stay, version),
  add foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id)
    on delete cascade;
comment on table bauhaus.itineraries is
  'What we plan for a stay beside what was sold; versions count up.';
comment on column bauhaus.itineraries.stay is
  'The key of the stay in its journey: the city, and which visit of it (shared/domain/stay.ts).';

-- The actor of the itinerary agent is the journey now. A plan that was waited for stays due.
insert into bauhaus.timers (agent, actor_id, kind, generation, due, agency_id, trip_id, updated_at)
select 'itinerary', t.journey_id::text, 'ItineraryDue', 1, min(m.due), t.agency_id,
    (array_agg(t.id order by m.due, t.id))[1], max(m.updated_at)
  from bauhaus.timers m join bauhaus.trips t on t.id::text = m.actor_id
 where m.agent = 'itinerary' and m.due is not null
 group by t.journey_id, t.agency_id;
delete from bauhaus.timers m
 using bauhaus.trips t where m.agent = 'itinerary' and m.actor_id = t.id::text;
delete from bauhaus.actors a
 using bauhaus.trips t where a.agent = 'itinerary' and a.actor_id = t.id::text;

create table bauhaus.stay_plans (
  agency_id uuid not null,
  journey_id uuid not null,
  stay text not null,
  revision integer not null default 1,
  plan jsonb,
  updated_at timestamptz not null,
  primary key (journey_id, stay),
  foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id) on delete cascade
);
comment on table bauhaus.stay_plans is
  'What the agency sold for a stay. A null plan was removed; its revision goes on counting.';
alter table bauhaus.stay_plans enable row level security;

create table bauhaus.place_gaps (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  city text not null,
  country text,
  city_keys jsonb not null,
  near jsonb,
  noted_at timestamptz not null,
  primary key (agency_id, city)
);
comment on table bauhaus.place_gaps is
  'Cities for which plans were due and the agency had no place; said once, in its settings.';
comment on column bauhaus.place_gaps.city_keys is
  'Names of the city without case, accents and punctuation (foldedName), by which a place that is '
  'added later ends the gap.';
alter table bauhaus.place_gaps enable row level security;
