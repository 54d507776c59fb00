create or replace function api.list_conversations(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(p.h)
        order by (p.h).last_inbound_at desc nulls last, (p.h).id), '[]'::jsonb)
    from (select h from bauhaus.conversation_threads h
           where h.agency_id = (select bauhaus.current_agency())
             and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
             and (filter ->> 'id' is null or h.id = (filter ->> 'id')::uuid)
             and (filter -> 'groups' is null or bauhaus.is_of_groups('conversation', h.id::text,
               array(select jsonb_array_elements_text(filter -> 'groups'))::uuid[]))
           order by h.last_inbound_at desc nulls last, h.id limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.list_conversations is
  'ConversationDesk.conversations, latest inbound message first.';
