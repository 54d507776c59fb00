create or replace function api.replace_knowledge(entry_id uuid, entry jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  k bauhaus.knowledge;
begin
  update bauhaus.knowledge x set
    question = entry ->> 'question', answers = entry -> 'answers', airline = entry ->> 'airline',
    destination = entry ->> 'destination', hotel = entry ->> 'hotel',
    destination_key = entry ->> 'destinationKey', hotel_key = entry ->> 'hotelKey',
    identity = entry ->> 'identity', search_text = entry ->> 'searchText'
   where x.id = entry_id returning * into k;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  return jsonb_build_object('kind', 'written', 'entry', bauhaus.knowledge_json(k));
exception when unique_violation then
  return jsonb_build_object('kind', 'duplicate', 'entryId', (
    select x.id from bauhaus.knowledge x where x.agency_id = bauhaus.current_agency()
      and x.identity = entry ->> 'identity'));
end
$$;

comment on function api.replace_knowledge is 'Knowledge.replace.';
