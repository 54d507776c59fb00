-- Places that agencies recommend, and the itineraries made of them (shared/ports/places.ts, shared/ports/itineraries.ts).

alter table bauhaus.agency_places
  drop constraint agency_places_agency_id_name_address_key,
  drop column search,
  alter column country drop not null,
  add column identity text not null,
  add column city_key text not null,
  add column search_text text not null;
alter table bauhaus.agency_places
  add column search tsvector not null generated always as (to_tsvector('simple'::regconfig, search_text)) stored,
  add constraint agency_places_identity unique (agency_id, identity);
comment on column bauhaus.agency_places.identity is 'Name, address and city without case, accents and punctuation (placeIdentity): the same place twice is refused.';
comment on column bauhaus.agency_places.city_key is 'The city''s name likewise (foldedName).';
comment on column bauhaus.agency_places.search_text is 'Everything that says what the place is like, likewise.';
drop index bauhaus.agency_places_city;
create index agency_places_city on bauhaus.agency_places (agency_id, city_key, name, id);
create index agency_places_search on bauhaus.agency_places using gin (search);
grant insert, update, delete on bauhaus.agency_places to agent;

create function bauhaus.place_json(p bauhaus.agency_places) returns jsonb language sql stable as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'type', p.type, 'city', p.city, 'country', p.country, 'address', p.address, 'lat', p.lat,
    'lng', p.lng, 'rating', p.rating, 'openingHours', p.opening_hours, 'tags', p.tags, 'description', p.description)
$$;

-- A place is at a city by the city's name, or within 60 km of it.
create function bauhaus.place_is_at(p bauhaus.agency_places, city_keys jsonb, near jsonb) returns boolean language sql stable as $$
  select city_keys ? p.city_key or coalesce(
    6371 * acos(least(1, greatest(-1,
      sin(radians(p.lat)) * sin(radians((near ->> 'lat')::double precision))
      + cos(radians(p.lat)) * cos(radians((near ->> 'lat')::double precision)) * cos(radians(p.lng - (near ->> 'lng')::double precision))))) <= 60, false)
$$;

create function api.put_place(place_id uuid, place jsonb, is_new boolean) returns jsonb language plpgsql set search_path = '' as $$
declare
  p bauhaus.agency_places;
begin
  begin
    if is_new then
      insert into bauhaus.agency_places (id, agency_id, name, address, city, country, lat, lng, type, rating, opening_hours, tags, description, identity, city_key, search_text)
      values (place_id, bauhaus.current_agency(), place ->> 'name', place ->> 'address', place ->> 'city', place ->> 'country',
        (place ->> 'lat')::double precision, (place ->> 'lng')::double precision, place ->> 'type', (place ->> 'rating')::numeric, place ->> 'openingHours',
        array(select jsonb_array_elements_text(place -> 'tags')), place ->> 'description', place ->> 'identity', place ->> 'cityKey', place ->> 'searchText')
      returning * into p;
    else
      update bauhaus.agency_places x set
        name = place ->> 'name', address = place ->> 'address', city = place ->> 'city', country = place ->> 'country',
        lat = (place ->> 'lat')::double precision, lng = (place ->> 'lng')::double precision, type = place ->> 'type', rating = (place ->> 'rating')::numeric,
        opening_hours = place ->> 'openingHours', tags = array(select jsonb_array_elements_text(place -> 'tags')), description = place ->> 'description',
        identity = place ->> 'identity', city_key = place ->> 'cityKey', search_text = place ->> 'searchText'
       where x.id = place_id returning * into p;
      if not found then
        return jsonb_build_object('kind', 'not-found');
      end if;
    end if;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'placeId', (
      select x.id from bauhaus.agency_places x where x.agency_id = bauhaus.current_agency() and x.identity = place ->> 'identity'));
  end;
  return jsonb_build_object('kind', 'written', 'place', bauhaus.place_json(p));
end
$$;
comment on function api.put_place(uuid, jsonb, boolean) is 'Places.add and Places.replace.';

create function api.remove_place(place_id uuid) returns jsonb language sql set search_path = '' as $$
  with gone as (delete from bauhaus.agency_places p where p.id = place_id returning 1) select to_jsonb(exists (select from gone))
$$;
comment on function api.remove_place(uuid) is 'Places.remove.';

create function api.get_place(place_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select bauhaus.place_json(p) from bauhaus.agency_places p where p.id = place_id
$$;
comment on function api.get_place(uuid) is 'Places.place.';

create function api.has_places() returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(exists (select from bauhaus.agency_places p where p.agency_id = bauhaus.current_agency()))
$$;
comment on function api.has_places() is 'Places.any.';

create function api.list_places(filter jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.agency_places;
begin
  select * into last from bauhaus.agency_places p where p.id = (filter ->> 'after')::uuid;
  return (select coalesce(jsonb_agg(bauhaus.place_json(p) order by p.city_key, p.name, p.id), '[]'::jsonb) from (
    select x.* from bauhaus.agency_places x
     where x.agency_id = bauhaus.current_agency()
       and (filter ->> 'cityKey' is null or x.city_key = filter ->> 'cityKey')
       and (last.id is null or (x.city_key, x.name, x.id) > (last.city_key, last.name, last.id))
     order by x.city_key, x.name, x.id limit (filter ->> 'limit')::integer) p);
end
$$;
comment on function api.list_places(jsonb) is 'Places.list.';

create table bauhaus.place_meanings (
  place_id uuid primary key references bauhaus.agency_places on delete cascade,
  agency_id uuid not null,
  search_text text not null
);
comment on table bauhaus.place_meanings is 'Of which text the embedding of a place was made; a place without a line, or with another text, has none that counts.';
alter table bauhaus.place_meanings enable row level security;
create policy of_the_agency on bauhaus.place_meanings to agent
  using (agency_id = (select bauhaus.current_agency())) with check (agency_id = (select bauhaus.current_agency()));
grant select, insert, update, delete on bauhaus.place_meanings to agent;

-- Where the server has vectors, three functions know of them; where it has not, the same three know nothing.
do $do$
declare
  home text;
begin
  select n.nspname into home from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'vector';
  if home is not null then
    execute format('grant usage on schema %I to agent', home);
    execute format('create index agency_places_embedding on bauhaus.agency_places using hnsw (embedding %I.vector_cosine_ops)', home);
    execute format($f$
      create function bauhaus.nearest_places(city_keys jsonb, near jsonb, meaning jsonb, at_most integer) returns table (id uuid, distance double precision)
      language sql stable as $b$
        select p.id, p.embedding operator(%1$I.<=>) (meaning::text)::%1$I.vector
          from bauhaus.agency_places p
         where p.agency_id = bauhaus.current_agency() and p.embedding is not null and bauhaus.place_is_at(p, city_keys, near)
         order by p.embedding operator(%1$I.<=>) (meaning::text)::%1$I.vector limit at_most
      $b$ $f$, home);
    execute format($f$
      create function bauhaus.set_embedding(place uuid, meaning jsonb) returns void language sql as $b$
        update bauhaus.agency_places p set embedding = (meaning::text)::%1$I.vector where p.id = place;
        insert into bauhaus.place_meanings (place_id, agency_id, search_text)
          select p.id, p.agency_id, p.search_text from bauhaus.agency_places p where p.id = place
          on conflict (place_id) do update set search_text = excluded.search_text;
      $b$ $f$, home);
  else
    create function bauhaus.nearest_places(city_keys jsonb, near jsonb, meaning jsonb, at_most integer) returns table (id uuid, distance double precision)
      language sql stable as 'select null::uuid, null::double precision where false';
    create function bauhaus.set_embedding(place uuid, meaning jsonb) returns void language sql as '';
  end if;
end
$do$;

create function bauhaus.has_vectors() returns boolean language sql stable as $$
  select exists (select from pg_catalog.pg_attribute a where a.attrelid = 'bauhaus.agency_places'::regclass and a.attname = 'embedding' and not a.attisdropped)
$$;

create function api.places_without_embedding(at_most integer) returns jsonb language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.place_json(p)), '[]'::jsonb) from (
      select x.* from bauhaus.agency_places x left join bauhaus.place_meanings m on m.place_id = x.id
       where x.agency_id = bauhaus.current_agency() and m.search_text is distinct from x.search_text
       order by x.id limit at_most) p) end
$$;
comment on function api.places_without_embedding(integer) is 'Places.withoutEmbedding.';

create function api.put_place_embeddings(embeddings jsonb) returns jsonb language plpgsql set search_path = '' as $$
begin
  perform bauhaus.set_embedding((e ->> 'placeId')::uuid, e -> 'embedding') from jsonb_array_elements(embeddings) e;
  return to_jsonb(true);
end
$$;
comment on function api.put_place_embeddings(jsonb) is 'Places.putEmbeddings.';

create function api.search_places(request jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  keys constant jsonb := request -> 'cityKeys';
  near constant jsonb := nullif(request -> 'near', 'null'::jsonb);
  meaning constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  at_most constant integer := (request ->> 'limit')::integer;
  -- Any of the words: what they say together is for the ranking.
  words constant tsquery := (select coalesce(string_agg(quote_literal(w), ' | '), '')::tsquery
                               from unnest(pg_catalog.tsvector_to_array(to_tsvector('simple'::regconfig, request ->> 'text'))) w);
begin
  return (select coalesce(jsonb_agg(bauhaus.place_json(found.p) order by found.place), '[]'::jsonb) from (
    select p, row_number() over (order by n.distance nulls last, pg_catalog.ts_rank(p.search, words) desc, p.rating desc nulls last, p.name, p.id) as place
      from bauhaus.agency_places p
      left join bauhaus.nearest_places(keys, near, meaning, at_most) n on meaning is not null and n.id = p.id
     where p.agency_id = bauhaus.current_agency() and bauhaus.place_is_at(p, keys, near)
     order by 2 limit at_most) found);
end
$$;
comment on function api.search_places(jsonb) is 'Places.search: by meaning where the server has vectors and the request brings one, else by words.';

-- Itineraries. A new version comes with a turn of the itinerary agent; see commit_turn.
create function bauhaus.record_itinerary(r jsonb, at timestamptz) returns void language plpgsql as $$
begin
  insert into bauhaus.itineraries (agency_id, trip_id, version, status, parsed_itinerary, generated_at)
  select t.agency_id, t.id, (r #>> '{itinerary,version}')::integer, r #>> '{itinerary,status}',
         jsonb_build_object('origin', r #> '{itinerary,origin}', 'days', r #> '{itinerary,days}'), (r #>> '{itinerary,generatedAt}')::timestamptz
    from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid;
end
$$;

create function api.trip_itineraries(trip_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.itinerary_json(i) order by i.version desc), '[]'::jsonb) from bauhaus.itineraries i where i.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_itineraries.trip_id
$$;
comment on function api.trip_itineraries(uuid) is 'Itineraries.itineraries; null where the agency has no such trip.';

create function api.approve_itinerary(trip_id uuid, wanted integer, at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
declare
  i bauhaus.itineraries;
  event_id constant uuid := bauhaus.uuid_v5(format('["ItineraryReady","%s",%s]', approve_itinerary.trip_id, wanted));
begin
  update bauhaus.itineraries x set status = 'approved' where x.trip_id = approve_itinerary.trip_id and x.version = wanted and x.status <> 'approved' returning * into i;
  if found then
    perform bauhaus.emit(jsonb_build_object(
      'id', event_id, 'type', 'ItineraryReady', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', i.agency_id, 'tripId', i.trip_id,
      'correlationId', event_id, 'causationId', null, 'data', jsonb_build_object('version', i.version, 'origin', i.parsed_itinerary -> 'origin')));
  else
    select * into i from bauhaus.itineraries x where x.trip_id = approve_itinerary.trip_id and x.version = wanted;
  end if;
  return case when i.id is not null then bauhaus.itinerary_json(i) end;
end
$$;
comment on function api.approve_itinerary(uuid, integer, timestamptz) is 'Itineraries.approveItinerary.';

create function api.request_itinerary(trip_id uuid, request_id uuid, at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
declare
  t bauhaus.trips;
begin
  select * into t from bauhaus.trips x where x.id = request_itinerary.trip_id and x.status <> 'withdrawn';
  if not found then
    return to_jsonb(false);
  end if;
  perform bauhaus.emit(jsonb_build_object(
    'id', request_id, 'type', 'ItineraryRequested', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', t.agency_id, 'tripId', t.id,
    'correlationId', request_id, 'causationId', null, 'data', jsonb_build_object('by', 'agency')));
  return to_jsonb(true);
end
$$;
comment on function api.request_itinerary(uuid, uuid, timestamptz) is 'Itineraries.requestItinerary.';

-- What the language model cost.
create table bauhaus.model_spend (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  month date not null,
  purpose text not null,
  calls integer not null default 0,
  failures integer not null default 0,
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_micros bigint not null default 0,
  primary key (agency_id, month, purpose)
);
comment on table bauhaus.model_spend is 'Calls, tokens and cost (millionths of a US dollar) of the language model, per agency, month and purpose.';
alter table bauhaus.model_spend enable row level security;
create policy of_the_agency on bauhaus.model_spend to agent
  using (agency_id = (select bauhaus.current_agency())) with check (agency_id = (select bauhaus.current_agency()));
grant select, insert, update on bauhaus.model_spend to agent;

create function api.model_budget(at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'spentMicros', (select coalesce(sum(s.cost_micros), 0) from bauhaus.model_spend s
                     where s.agency_id = bauhaus.current_agency() and s.month = date_trunc('month', at at time zone 'UTC')::date),
    'settings', bauhaus.settings_of(bauhaus.current_agency()))
$$;
comment on function api.model_budget(timestamptz) is 'ModelSpend.budget.';

create function api.record_model_call(entry jsonb) returns jsonb language sql set search_path = '' as $$
  insert into bauhaus.model_spend as s (agency_id, month, purpose, calls, failures, input_tokens, cached_input_tokens, output_tokens, cost_micros)
  values (bauhaus.current_agency(), date_trunc('month', (entry ->> 'now')::timestamptz at time zone 'UTC')::date, entry ->> 'purpose', 1,
    (entry ->> 'failed')::boolean::integer, (entry #>> '{usage,inputTokens}')::bigint, (entry #>> '{usage,cachedInputTokens}')::bigint,
    (entry #>> '{usage,outputTokens}')::bigint, (entry #>> '{usage,costMicros}')::bigint)
  on conflict (agency_id, month, purpose) do update
     set calls = s.calls + 1, failures = s.failures + excluded.failures, input_tokens = s.input_tokens + excluded.input_tokens,
         cached_input_tokens = s.cached_input_tokens + excluded.cached_input_tokens, output_tokens = s.output_tokens + excluded.output_tokens,
         cost_micros = s.cost_micros + excluded.cost_micros
  returning to_jsonb(true)
$$;
comment on function api.record_model_call(jsonb) is 'ModelSpend.record.';

revoke all on all functions in schema api from public;
revoke all on all functions in schema bauhaus from public;
grant execute on function
  bauhaus.place_json(bauhaus.agency_places), bauhaus.place_is_at(bauhaus.agency_places, jsonb, jsonb), bauhaus.nearest_places(jsonb, jsonb, jsonb, integer),
  bauhaus.set_embedding(uuid, jsonb), bauhaus.has_vectors(), bauhaus.record_itinerary(jsonb, timestamptz) to agent;
grant execute on function
  api.put_place(uuid, jsonb, boolean), api.remove_place(uuid), api.get_place(uuid), api.has_places(), api.list_places(jsonb), api.search_places(jsonb),
  api.places_without_embedding(integer), api.put_place_embeddings(jsonb), api.trip_itineraries(uuid), api.approve_itinerary(uuid, integer, timestamptz),
  api.request_itinerary(uuid, uuid, timestamptz), api.model_budget(timestamptz), api.record_model_call(jsonb) to agent;
